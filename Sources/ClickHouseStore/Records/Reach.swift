internal import SQLText
internal import Store

/// How far rows have come: of each writer the place of the last that counts.
struct Reach: Sendable, Hashable {
    var last: [Int64: Int64] = [:]

    /// Whether a row counts.
    var condition: SQL { Self.condition(ranges) }

    /// Whether a row counts here that did not there.
    func condition(beyond earlier: Reach) -> SQL { Self.condition(ranges(beyond: earlier)) }

    func ranges(beyond earlier: Reach) -> [ClosedRange<Int64>] {
        last.sorted { $0.key < $1.key }.compactMap { writer, last in
            let first = earlier.last[writer].map { $0 + 1 } ?? writer << RecordWriter.shift
            return first <= last ? first...last : nil
        }
    }

    /// About this many rows more than there, at most all of these; in the order of the writers' numbers.
    func limited(to count: Int64, beyond earlier: Reach) -> Reach {
        var (limited, left) = (earlier, count)
        for range in ranges(beyond: earlier) where left > 0 {
            let taken = min(left, Int64(range.count))
            limited.last[range.lowerBound >> RecordWriter.shift] = range.lowerBound + taken - 1
            left -= taken
        }
        return limited
    }

    private var ranges: [ClosedRange<Int64>] { ranges(beyond: Reach()) }

    private static func condition(_ ranges: [ClosedRange<Int64>]) -> SQL {
        guard let first = ranges.first, let last = ranges.last else { return "n < 0" }
        // Few are looked for in the tables' index; of many each row's own is looked up.
        guard ranges.count > 16 else {
            return "(\(ranges.map { "n >= \(.int64($0.lowerBound)) AND n <= \(.int64($0.upperBound))" as SQL }.joined(separator: " OR ")))"
        }
        func lookedUp(_ values: [Int64]) -> SQL {
            let writers = ranges.map { SQL.clickHouse($0.lowerBound >> RecordWriter.shift) }
            return "transform(intDiv(n, \(.int64(1 << RecordWriter.shift))), [\(writers.joined())], [\(values.map { SQL.clickHouse($0) }.joined())], 0)"
        }
        return """
            (n >= \(.int64(first.lowerBound)) AND n <= \(.int64(last.upperBound)) AND n <= \(lookedUp(ranges.map(\.upperBound))) \
            AND n >= \(lookedUp(ranges.map(\.lowerBound))))
            """
    }
}

/// How far rows have arrived, and how far they are settled.
struct Reaches: Sendable {
    var arrived: [RecordKind: Reach] = [:]
    var settled: [RecordKind: Reach] = [:]
    /// The last settlement's number; -1 before the first.
    var settlement: [RecordKind: Int64] = [:]

    var isSettled: Bool { RecordKind.allCases.allSatisfy { settled[$0] ?? Reach() == arrived[$0] ?? Reach() } }
}

extension ClickHouseStore {
    func reaches(of tables: RecordTables) async throws -> Reaches {
        try await books()
        let number = SQL.int64(tables.number)
        // First what is settled: what arrives meanwhile is only not settled yet.
        let settled = try await read(
            """
            SELECT \(integer("kind")), \(integer("writer")), \(integer("max(last)")), \(integer("max(settlement)")) \
            FROM \(table(.settlement)) WHERE number = \(number) GROUP BY kind, writer
            """
        ) { (try $0.integer() ?? 0, try $0.integer() ?? 0, try $0.integer() ?? 0, try $0.integer() ?? 0) }
        var reaches = Reaches()
        for (kind, writer, last, settlement) in settled {
            let kind = RecordKind(code: kind)
            reaches.settled[kind, default: Reach()].last[writer] = last
            reaches.settlement[kind] = max(settlement, reaches.settlement[kind] ?? -1)
        }
        let arrived = try await read(
            """
            SELECT \(integer("kind")), \(integer("writer")), \(integer("max(last)")) FROM \(table(.arrival)) \
            WHERE number = \(number) GROUP BY kind, writer
            """
        ) { (try $0.integer() ?? 0, try $0.integer() ?? 0, try $0.integer() ?? 0) }
        for (kind, writer, last) in arrived { reaches.arrived[RecordKind(code: kind), default: Reach()].last[writer] = last }
        return reaches
    }

    /// How far rows were settled by the settlement of this number.
    func reach(_ kind: RecordKind, of tables: RecordTables, at settlement: Int64) async throws -> Reach {
        let rows = try await read(
            """
            SELECT \(integer("writer")), \(integer("max(last)")) FROM \(table(.settlement)) WHERE number = \(.int64(tables.number)) \
            AND kind = \(.int64(kind.code)) AND settlement <= \(.int64(settlement)) GROUP BY writer
            """
        ) { (try $0.integer() ?? 0, try $0.integer() ?? 0) }
        return Reach(last: Dictionary(rows) { max($0, $1) })
    }
}
