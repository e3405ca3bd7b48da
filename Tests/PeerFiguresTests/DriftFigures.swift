import Domain
import DuckDBStore
import Evaluation
import Statistics
import Store
import Testing

extension PeerFigures {
    /// Univariate drift of every chunk from the whole reference.
    @Suite struct Drift {
        private let store: DuckDBStore
        private static let periods: [Series.Period] = [.reference, .analysis]

        init() throws { store = try DuckDBStore() }

        @Test(arguments: [
            "all_columns", "debt_to_income_ratio.reference", "debt_to_income_ratio.analysis",
            "salary_range.chi2.analysis",
        ])
        func univariate(_ name: String) async throws {
            let table = try DocumentedTable.named("car_loan.univariate.\(name)")
            var relations: [Series.Period: Relation] = [:]
            for period in Self.periods {
                relations[period] = try await SharedData.open("\(table.dataset)_\(period.rawValue)", in: store)
            }
            var computed: [String: Series] = [:]
            for name in table.series {
                let parts = name.split(separator: ".").map(String.init)
                let (column, method) = (parts[0], parts[1])
                let isCategorical = table.series.contains { $0 == "\(column).chi2" }
                computed[name] =
                    switch (method, isCategorical) {
                    case ("kolmogorov_smirnov", false): try await distance(of: column, relations)
                    case ("jensen_shannon", false): try await numericDivergence(of: column, relations)
                    case ("jensen_shannon", true): try await categoricalDivergence(of: column, relations)
                    case ("chi2", true): try await chiSquare(of: column, relations)
                    default: nil
                    }
            }
            try table.expectAgreement(with: computed)
        }

        private func distance(of column: String, _ relations: [Series.Period: Relation]) async throws -> Series {
            let whole = try await store.values(of: column, in: #require(relations[.reference]), by: .whole)
            let reference = try #require(whole.first?.values)
            return try await series(relations) { relation, windowing in
                try await store.values(of: column, in: relation, by: windowing)
                    .map { NannyMLDrift.kolmogorovSmirnov(reference: reference, current: $0.values) }
            }
        }

        private func numericDivergence(
            of column: String, _ relations: [Series.Period: Relation]
        ) async throws -> Series {
            let relation = try #require(relations[.reference])
            let moments = try await store.moments(of: [CountedColumn(column, .numeric)], in: relation, by: .whole)
            let numeric = try #require(moments.first?.columns.first)
            let minimum = try #require(numeric.moments.minimum)
            let maximum = try #require(numeric.moments.maximum)
            let edges = try #require(
                BinEdges.doane(
                    count: numeric.moments.count, minimum: minimum, maximum: maximum, skewness: numeric.skewness))
            let binned = BinnedColumn(column, .numeric(edges))
            let reference = try #require(await counts(of: binned, relation, .whole).first?.histogram)
            return try await series(relations) { relation, windowing in
                try await counts(of: binned, relation, windowing)
                    .map { $0.histogram.flatMap { NannyMLDrift.jensenShannon(reference: reference, current: $0) } }
            }
        }

        private func categoricalDivergence(
            of column: String, _ relations: [Series.Period: Relation]
        ) async throws -> Series {
            let (binned, reference) = try await categories(of: column, relations)
            return try await series(relations) { relation, windowing in
                try await counts(of: binned, relation, windowing)
                    .map { $0.categories.flatMap { NannyMLDrift.jensenShannon(reference: reference, current: $0) } }
            }
        }

        private func chiSquare(of column: String, _ relations: [Series.Period: Relation]) async throws -> Series {
            let (binned, reference) = try await categories(of: column, relations)
            var values: [Series.Period: [Double?]] = [:]
            var pValues: [Series.Period: [Double]] = [:]
            for (period, relation) in relations {
                let tests = try await counts(of: binned, relation, chunks(relation)).map {
                    try #require($0.categories.flatMap { NannyMLDrift.chiSquare(reference: reference, current: $0) })
                }
                values[period] = tests.map(\.statistic)
                pValues[period] = tests.map(\.pValue)
            }
            return Series(values, NannyMLThreshold(lower: nil, upper: nil), pValues: pValues)
        }

        private func categories(
            of column: String, _ relations: [Series.Period: Relation]
        ) async throws -> (BinnedColumn, CategoryCounts) {
            let relation = try #require(relations[.reference])
            let tables = try await store.categories(
                of: [CountedColumn(column, .categorical)], in: relation, limit: 1_000)
            let values = try #require(tables.first).entries.map(\.value)
            let binned = BinnedColumn(column, .categorical(.init(values: values, isComplete: true)))
            return (binned, try #require(await counts(of: binned, relation, .whole).first?.categories))
        }

        private func counts(
            of column: BinnedColumn, _ relation: Relation, _ windowing: Windowing
        ) async throws -> [BinnedCounts] {
            try await store.counts(of: [column], in: relation, by: windowing).map { try #require($0.columns.first) }
        }

        /// Ten equal chunks in order of time.
        private func chunks(_ relation: Relation) -> Windowing {
            Windowing(.rows(relation.rowCount / 10), timeColumn: "timestamp")
        }

        private func series(
            _ relations: [Series.Period: Relation], _ values: (Relation, Windowing) async throws -> [Double?]
        ) async throws -> Series {
            var result: [Series.Period: [Double?]] = [:]
            for (period, relation) in relations { result[period] = try await values(relation, chunks(relation)) }
            return try Series(
                reference: #require(result[.reference]), analysis: #require(result[.analysis]), lowest: 0,
                upperOnly: true)
        }
    }
}

extension BinnedCounts {
    fileprivate var histogram: Histogram? { if case .histogram(let histogram) = bins { histogram } else { nil } }
    fileprivate var categories: CategoryCounts? { if case .categories(let counts) = bins { counts } else { nil } }
}
