internal import Domain
internal import Statistics
internal import Store

/// A column as peers read it: every number, or the count of every value, in the reference's windows and in the report's.
struct PeerColumn {
    enum Cells {
        /// Finite numbers.
        case numbers(reference: [[Double]], current: [[Double]])
        /// One count for each value that either side has, in the order of the values.
        case values(reference: [[Int]], current: [[Int]])
    }

    var name: String
    var cells: Cells
    /// Of the reference's windows.
    var reference: [ColumnCounts]
    /// Of the report's windows; `nil` for those without records.
    var current: [ColumnCounts?]

    /// What a peer that works on pandas takes for missing.
    static func missing(_ counts: ColumnCounts) -> Int { counts.nulls + counts.nans + counts.typeErrors }
}

/// Reads columns for peers. Numbers are read value by value, one column after the other: memory for one column of both sides.
struct PeerColumnReader {
    let store: any Store
    let baseline: Relation
    let current: Relation
    /// Of the reference, and of the current records.
    let before: Windowing
    let now: Windowing
    let frame: WindowFrame

    /// A categorical column with more different values is left out.
    static let valueLimit = 100_000

    struct Request {
        var name: String
        var isNumeric: Bool
    }

    /// - Parameters:
    ///   - tooMany: is given the names of columns that were left out.
    ///   - take: is given each column, one after the other.
    func read(_ requests: [Request], tooMany: inout [String], _ take: (PeerColumn) -> Void) async throws {
        let categorical = requests.filter { !$0.isNumeric }.map { CountedColumn($0.name, .categorical) }
        let tables = try await (
            store.categories(of: categorical, in: baseline, limit: Self.valueLimit),
            store.categories(of: categorical, in: current, limit: Self.valueLimit)
        )
        var values: [String: [String]] = [:]
        for (column, (known, seen)) in zip(categorical, zip(tables.0, tables.1)) {
            let all = Set(known.entries.map(\.value)).union(seen.entries.map(\.value))
            if max(known.distinct, seen.distinct, all.count) > Self.valueLimit {
                tooMany.append(column.name)
            } else {
                values[column.name] = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
        }
        guard let anywhere = BinEdges([0, 1]) else { return }
        let read = requests.filter { $0.isNumeric || values[$0.name] != nil }
        let binned = read.map { request in
            BinnedColumn(
                request.name,
                values[request.name].map { .categorical(.init(values: $0, isComplete: true)) } ?? .numeric(anywhere))
        }
        let reference = try await store.counts(of: binned, in: baseline, by: before).filter { $0.key != nil }
        let windows = frame.aligned(try await store.counts(of: binned, in: current, by: now), key: \.key) { $0.columns }
        for (index, request) in read.enumerated() {
            let cells: PeerColumn.Cells
            if request.isNumeric {
                let numbers = try await store.values(of: request.name, in: baseline, by: before).filter { $0.key != nil }.map(\.values)
                let seen = frame.aligned(try await store.values(of: request.name, in: current, by: now), key: \.key, \.values)
                cells = .numbers(reference: numbers, current: seen.map { $0 ?? [] })
            } else {
                cells = .values(
                    reference: reference.map { $0.columns[index].valueCounts },
                    current: windows.map { $0?[index].valueCounts ?? (values[request.name] ?? []).map { _ in 0 } })
            }
            take(
                PeerColumn(
                    name: request.name, cells: cells, reference: reference.map { $0.columns[index].counts },
                    current: windows.map { $0?[index].counts }))
        }
    }
}

extension BinnedCounts {
    fileprivate var valueCounts: [Int] {
        if case .categories(let categories) = bins { categories.counts } else { [] }
    }
}
