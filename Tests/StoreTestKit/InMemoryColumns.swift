package import Store

internal import Domain
internal import Statistics

extension InMemoryStore {
    package func categories(
        of columns: [CountedColumn], in relation: Relation, limit: Int
    ) async throws -> [CategoryTable] {
        let table = try table(relation)
        return try columns.map { column in
            let entries = try mostFrequent(table.cells(column.name).compactMap(\.category))
            return CategoryTable(
                entries: entries.prefix(limit).map { .init(value: $0.text, count: $1) }, distinct: entries.count)
        }
    }

    package func quantiles(
        of columns: [CountedColumn], in relation: Relation, at probabilities: [Double]
    ) async throws -> [[Double]] {
        let table = try table(relation)
        return try columns.map { column in
            let sorted = try table.cells(column.name).compactMap(\.finiteNumber).sorted()
            guard !sorted.isEmpty else { return [] }
            return probabilities.map { probability in
                let place = probability * Double(sorted.count - 1)
                let (low, high) = (sorted[Int(place)], sorted[min(Int(place) + 1, sorted.count - 1)])
                return low + (high - low) * (place - place.rounded(.down))
            }
        }
    }

    package func moments(
        of columns: [CountedColumn], in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowMoments] {
        let table = try table(relation)
        let times = try times(table, windowing)
        let cells = try columns.map { try table.cells($0.name) }
        return try table.rows.indices.grouped(by: keys(table, windowing)).map { key, rows in
            let moved = rows.compactMap { times?[$0] }
            return WindowMoments(
                key: key, rows: rows.count, firstTime: moved.min().map(Timestamp.init(microseconds:)),
                lastTime: moved.max().map(Timestamp.init(microseconds:)),
                columns: cells.map { column in
                    let values = rows.compactMap { column[$0].finiteNumber }
                    return NumericMoments(moments: Moments(values), skewness: skewness(values))
                })
        }
    }

    private func skewness(_ values: [Double]) -> Double? {
        guard values.count > 2, values.min() != values.max() else { return nil }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let second = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / n
        guard second > 0, second.isFinite else { return nil }
        let scaled = values.map { ($0 - mean) / second.squareRoot() }
        return scaled.map { $0 * $0 * $0 }.reduce(0, +) / n
    }

    package func counts(
        of columns: [BinnedColumn], in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowCounts] {
        let table = try table(relation)
        let cells = try columns.map { try table.cells($0.name) }
        guard !columns.isEmpty else { return [] }
        return try table.rows.indices.grouped(by: keys(table, windowing)).map { key, rows in
            WindowCounts(key: key, columns: zip(columns, cells).map { column, cells in
                count(rows.map { cells[$0] }, bins: column.bins)
            })
        }
    }

    private func count(_ cells: [Cell], bins: BinnedColumn.Bins) -> BinnedCounts {
        var counts = ColumnCounts(rows: cells.count, nulls: cells.count(where: \.isNull))
        switch bins {
        case .presence:
            return BinnedCounts(counts: counts, bins: .none)
        case .time:
            counts.typeErrors = cells.count { !$0.isNull && $0.time == nil }
            return BinnedCounts(counts: counts, bins: .none)
        case .numeric(let edges):
            let numbers = cells.compactMap(\.number)
            counts.typeErrors = cells.count - counts.nulls - numbers.count
            counts.nans = numbers.count(where: \.isNaN)
            counts.positiveInfinities = numbers.count { $0 == .infinity }
            counts.negativeInfinities = numbers.count { $0 == -.infinity }
            return BinnedCounts(
                counts: counts, bins: .histogram(Histogram(edges: edges, of: numbers.filter(\.isFinite))))
        case .categorical(let dictionary):
            let values = cells.compactMap(\.category)
            let known = dictionary.values.map(Bytes.init)
            let outside = values.count { !known.contains($0) }
            return BinnedCounts(
                counts: counts,
                bins: .categories(
                    CategoryCounts(
                        categories: dictionary.values, counts: known.map { value in values.count { $0 == value } },
                        other: dictionary.isComplete ? 0 : outside, unseen: dictionary.isComplete ? outside : 0)))
        }
    }

    package func identity(of column: String, in relation: Relation) async throws -> IdentityCounts {
        let cells = try table(relation).cells(column)
        let present = mostFrequent(cells.compactMap(\.category))
        return IdentityCounts(
            rows: cells.count, nulls: cells.count(where: \.isNull), distinct: present.count,
            example: present.first.flatMap { $1 > 1 ? $0.text : nil })
    }

    package func misfits(of columns: [BinnedColumn], in relation: Relation, limit: Int) async throws -> [[Misfit]] {
        let table = try table(relation)
        return try columns.map { column in
            let cells = try table.cells(column.name).filter { !$0.isNull }
            let values: [Bytes]
            switch column.bins {
            case .presence: values = []
            case .numeric: values = cells.filter { $0.number == nil }.compactMap(\.category)
            case .time: values = cells.filter { $0.time == nil }.compactMap(\.category)
            case .categorical(let dictionary):
                let known = dictionary.values.map(Bytes.init)
                values = cells.compactMap(\.category).filter { !known.contains($0) }
            }
            return mostFrequent(values).prefix(limit).map { Misfit(value: $0.text, count: $1) }
        }
    }

    package func values(
        of column: String, in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowValues] {
        let table = try table(relation)
        return try table.cells(column).grouped(by: keys(table, windowing)).compactMap { key, cells in
            let values = cells.compactMap(\.finiteNumber)
            return values.isEmpty ? nil : WindowValues(key: key, values: values)
        }
    }

    package func rows(
        of columns: [CountedColumn], in relation: Relation, by windowing: Windowing, limit: Int
    ) async throws -> [WindowRows] {
        let table = try table(relation)
        let cells = try columns.map { try table.cells($0.name) }
        guard limit > 0, !columns.isEmpty else { return [] }
        return try table.rows.indices.grouped(by: keys(table, windowing)).map { key, rows in
            let chosen = rows.sorted { SamplingOrder.rank(of: Int64($0)) < SamplingOrder.rank(of: Int64($1)) }.prefix(limit).sorted()
            return WindowRows(key: key, columns: zip(columns, cells).map { column, cells in
                column.type == .numeric
                    ? .numbers(chosen.map { cells[$0].finiteNumber ?? .nan })
                    : .categories(chosen.map { cells[$0].category?.text })
            })
        }
    }

    /// Different values with how often they come: most frequent first, then by their bytes.
    private func mostFrequent(_ values: [Bytes]) -> [(Bytes, Int)] {
        Dictionary(grouping: values, by: \.self).map { ($0, $1.count) }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    }
}
