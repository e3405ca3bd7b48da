import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

/// Protects the merge law through the engines: any split of the records gives the same summaries as the whole. It is
/// what lets hours, files and shards be counted apart.
@Suite struct MergeLawTests {
    private static let columns = [
        StoredColumn("x", .double), StoredColumn("c", .text), StoredColumn("score", .double),
        StoredColumn("actual", .integer),
    ]

    @Test(arguments: 0..<12)
    func partsOfDuckDBAddUpToTheWhole(seed: Int) async throws {
        try await check(DuckDBStore(), seed: UInt64(seed))
    }

    @Test(arguments: 0..<12)
    func partsOfTheStoreInMemoryAddUpToTheWhole(seed: Int) async throws {
        try await check(InMemoryStore(), seed: UInt64(seed))
    }

    private func check(_ store: any Store, seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let rows = Int.random(in: 1...400, using: &generator)
        let part = (0..<rows).map { _ in Int.random(in: 0..<3, using: &generator) }
        let batch = randomBatch(rows, using: &generator)
        let whole = try await answers(store, batch)
        var merged: Answers?
        for number in 0..<3 where part.contains(number) {
            let answers = try await answers(store, batch.keeping { part[$0] == number })
            try merged.merge(answers)
        }
        let sum = try #require(merged)
        #expect(sum.counts == whole.counts)
        #expect(sum.binary.confusion == whole.binary.confusion)
        #expect(sum.binary.labelled == whole.binary.labelled)
        #expect(sum.binary.scores?.points.map(\.positives) == whole.binary.scores?.points.map(\.positives))
        #expect(sum.binary.scores?.points.map(\.negatives) == whole.binary.scores?.points.map(\.negatives))
        #expect(sum.moments.count == whole.moments.count)
        #expect(sum.moments.minimum == whole.moments.minimum && sum.moments.maximum == whole.moments.maximum)
        // A few hundred doubles below 1e3, added in another order.
        #expect(abs(sum.moments.mean - whole.moments.mean) <= 1e-10)
        #expect(abs(sum.moments.m2 - whole.moments.m2) <= 1e-10 * max(1, whole.moments.m2))
        #expect(abs((sum.binary.logLoss?.mean ?? 0) - (whole.binary.logLoss?.mean ?? 0)) <= 1e-10)
    }

    private func randomBatch(_ rows: Int, using generator: inout SplitMix64) -> Batch {
        var (x, c, score, actual): ([Double], [String], [Double], [Int64]) = ([], [], [], [])
        var nulls: [Bool] = []
        for _ in 0..<rows {
            let odd: [Double] = [.nan, .infinity, -.infinity, 0, 1]
            let isOdd = Int.random(in: 0..<6, using: &generator) == 0
            x.append(isOdd ? odd[Int.random(in: 0..<5, using: &generator)] : .random(in: -500...500, using: &generator))
            c.append(["a", "b", "", "d'\"", "unseen"][Int.random(in: 0..<5, using: &generator)])
            score.append(Double(Int.random(in: 0...20, using: &generator)) / 20)
            actual.append(Int64.random(in: 0...1, using: &generator))
            nulls.append(Int.random(in: 0..<5, using: &generator) == 0)
        }
        return Batch([
            .init("x", .doubles(x), nulls: nulls), .init("c", .texts(c), nulls: nulls.reversed()),
            .init("score", .doubles(score)), .init("actual", .integers(actual), nulls: nulls),
        ])
    }

    fileprivate struct Answers {
        var counts: [BinnedCountsByColumn]
        var moments: Moments
        var binary: BinarySummary
    }

    fileprivate struct BinnedCountsByColumn: Equatable {
        var counts: ColumnCounts
        var cells: [Int]
    }

    private func answers(_ store: any Store, _ batch: Batch) async throws -> Answers {
        let empty = try await store.makeRelation(named: "records", columns: Self.columns)
        let relation = try await store.append(batch, to: empty)
        let edges = try #require(BinEdges([-400, -100, 0, 1, 250]))
        let binned = [
            BinnedColumn("x", .numeric(edges)),
            BinnedColumn("c", .categorical(.init(values: ["a", "b", ""], isComplete: true))),
        ]
        let counts = try #require(try await store.counts(of: binned, in: relation, by: .whole).first)
        let moments = try #require(
            try await store.moments(of: [CountedColumn("x", .numeric)], in: relation, by: .whole).first)
        let performance = try await store.performance(
            PerformanceQuery(
                records: relation, windowing: .whole, labels: .column("actual"),
                prediction: .binary(
                    score: "score", label: nil, positiveClass: "1", threshold: 0.5, resolution: .exact)))
        guard case .binary(let binary)? = performance.first?.summary else {
            throw StoreError(.engine, "no summary of a binary task")
        }
        return Answers(
            counts: counts.columns.map { column in
                switch column.bins {
                case .histogram(let histogram): .init(counts: column.counts, cells: histogram.counts)
                case .categories(let categories): .init(counts: column.counts, cells: categories.allCounts)
                case .none: .init(counts: column.counts, cells: [])
                }
            }, moments: moments.columns[0].moments, binary: binary)
    }
}

extension MergeLawTests.Answers? {
    fileprivate mutating func merge(_ other: MergeLawTests.Answers) throws {
        guard var sum = self else {
            self = other
            return
        }
        for index in sum.counts.indices {
            sum.counts[index].counts.merge(other.counts[index].counts)
            sum.counts[index].cells = zip(sum.counts[index].cells, other.counts[index].cells).map { $0 + $1 }
        }
        sum.moments.merge(other.moments)
        try sum.binary.merge(other.binary)
        self = sum
    }
}

extension Batch {
    /// The rows that `isKept` says.
    fileprivate func keeping(_ isKept: (Int) -> Bool) -> Batch {
        let rows = (0..<rowCount).filter(isKept)
        return Batch(
            columns.map { column in
                let values: Values =
                    switch column.values {
                    case .booleans(let all): .booleans(rows.map { all[$0] })
                    case .integers(let all): .integers(rows.map { all[$0] })
                    case .doubles(let all): .doubles(rows.map { all[$0] })
                    case .texts(let all): .texts(rows.map { all[$0] })
                    case .timestamps(let all): .timestamps(rows.map { all[$0] })
                    }
                return Column(column.name, values, nulls: column.nulls.map { nulls in rows.map { nulls[$0] } })
            })
    }
}
