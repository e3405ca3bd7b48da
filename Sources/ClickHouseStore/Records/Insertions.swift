internal import Domain
internal import Foundation
internal import SQLText
package import Store

extension ClickHouseStore {
    // Without an engine of this process nothing is staged, and the first to try is told so.
    package var stagingStore: any RecordStore { get { (try? local) ?? self } }

    package func stage(_ source: StagingSource, known: Set<String>, numbers: Set<String>) async throws -> StagedRows {
        try await local.stage(source, known: known, numbers: numbers)
    }

    /// Rows go to their shards first; one row in the book of arrivals then makes all of them count.
    package func insert(_ insertions: [Insertion]) async throws -> [[Int: InsertionOutcome]] {
        let local = try local
        return try await writer.insert(in: self) { [self] number, places in
            var next = places
            var receipts: [[BookCell]] = []
            var outcomes: [[Int: InsertionOutcome]] = []
            for insertion in insertions {
                var answered = try await answers(to: insertion)
                var found: [Int: InsertionOutcome] = [:]
                for part in [insertion, insertion.actualsOfRecords].compactMap(\.self) {
                    let table = RecordWriter.Table(number: part.tables.number, kind: part.kind)
                    let base = next[table] ?? number << RecordWriter.shift
                    next[table] = base + Int64(part.rowCount)
                    var shards = ShardsOfPlaces()
                    var misfits = 0
                    let judged = try await local.prepare(part, from: base, answered: answered, size: 100_000) { rows in
                        misfits += try await keep(rows, of: part, &shards)
                    }
                    try await untilReplicated(part, from: base, rows: shards.count, misfits: misfits)
                    guard part.kind == insertion.kind else { continue }
                    found = judged
                    answered = found.filter { $1.receipt == nil }
                }
                outcomes.append(found)
                let table = RecordWriter.Table(number: insertion.tables.number, kind: insertion.kind)
                receipts += try receiptRows(insertion, found, writer: number, last: (next[table] ?? 0) - 1)
            }
            // They count when the rows do.
            try await write(receipts, in: .receipt)
            try await write(
                next.filter { places[$0] != $1 }.map { table, next in
                    [.integer(table.number), .integer(table.kind.code), .integer(number), .integer(next - 1)]
                }, in: .arrival)
            return (outcomes, next)
        }
    }

    /// Waits until every replica has so many of the rows whose places begin here.
    func untilReplicated(_ insertion: Insertion, from base: Int64, rows: Int, misfits: Int) async throws {
        let isNew: SQL = "n >= \(.int64(base)) AND n < \(.int64(base + Int64(max(rows, insertion.rowCount))))"
        try await untilReplicated(insertion.tables.stored(insertion.kind), where: isNew, count: rows)
        guard misfits > 0 else { return }
        let isOfKind: SQL = insertion.kind == .records ? "place != -2" : "place = -2"
        try await untilReplicated(insertion.tables.misfits, where: "\(isNew) AND \(isOfKind)", count: misfits)
    }

    /// What requests of these idempotency keys were answered before, by request.
    private func answers(to insertion: Insertion) async throws -> [Int: InsertionOutcome] {
        guard !insertion.keys.isEmpty else { return [:] }
        let keys = insertion.keys.values.map { SQL.clickHouse($0.key) }
        let number = SQL.int64(insertion.tables.number)
        let reaches = try await self.reaches(of: insertion.tables).arrived
        let rows = try await read(
            """
            SELECT \(text("key")), \(text("fingerprint")), \(text("receipt")), \(integer("kind")), \(integer("writer")), \(integer("last")) \
            FROM \(table(.receipt)) WHERE number = \(number) AND key IN (\(keys.joined())) ORDER BY written_at
            """
        ) { (try $0.text() ?? "", try $0.text() ?? "", try $0.text() ?? "", try $0.integer() ?? 0, try $0.integer() ?? 0, try $0.integer() ?? 0) }
        var found: [String: InsertionOutcome] = [:]
        for (key, fingerprint, body, kind, writer, last) in rows {
            // One whose rows never came to count was never given.
            guard let reach = reaches[RecordKind(code: kind)]?.last[writer], reach >= last else { continue }
            found[key] = .repeated(fingerprint: fingerprint, try JSONDecoder().decode(Receipt.self, from: Data(body.utf8)))
        }
        return insertion.keys.compactMapValues { found[$0.key] }
    }

    private func receiptRows(
        _ insertion: Insertion, _ outcomes: [Int: InsertionOutcome], writer: Int64, last: Int64
    ) throws -> [[BookCell]] {
        try insertion.keys.compactMap { request, key in
            guard let receipt = outcomes[request]?.receipt else { return nil }
            return [
                .integer(insertion.tables.number), .text(key.key), .integer(insertion.kind.code), .integer(writer), .integer(last),
                .text(key.fingerprint), .text(String(decoding: try JSONEncoder().encode(receipt), as: UTF8.self)),
                .integer(Timestamp(.now).microseconds),
            ]
        }
    }

    /// - Returns: how many cells that did not fit were kept.
    func keep(_ rows: PreparedRows, of insertion: Insertion, _ shards: inout ShardsOfPlaces) async throws -> Int {
        switch rows {
        case .rows(let batch):
            try await insert(insertion.block(of: batch, &shards))
            return 0
        case .misfits(let batch):
            // Ground truth that comes with a record has what does not fit in that.
            guard insertion.kind == .records || !insertion.bringsActuals else { return 0 }
            try await insert(insertion.misfitBlock(of: batch, shards))
            return batch.rowCount
        }
    }
}

/// Which shards rows went to, in the order of their places.
struct ShardsOfPlaces {
    private var places: [Int64] = []
    private var shards: [UInt64] = []

    var count: Int { places.count }

    mutating func append(_ places: [Int64], _ shards: [UInt64]) {
        self.places += places
        self.shards += shards
    }

    subscript(place: Int64) -> UInt64 {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low < places.count && places[low] == place ? shards[low] : 0
    }
}

extension InsertionOutcome {
    /// Of a request that is taken.
    fileprivate var receipt: Receipt? { if case .accepted(let receipt) = self { receipt } else { nil } }
}

extension Insertion {
    /// Rows on their way to their shards.
    fileprivate func block(of batch: Batch, _ shards: inout ShardsOfPlaces) -> NativeBlock {
        let given = Dictionary(batch.columns.map { ($0.name, $0) }) { first, _ in first }
        let columns = tables.engineColumns(kind).compactMap { column in given[column.name].map { (column, $0) } }
        let names = ["shard", "n"] + (kind == .records ? ["hour"] : []) + columns.flatMap { $0.0.definitions.map(\.name) }
        var block = NativeBlock(
            "INSERT INTO \(tables.stored(kind).source.text) (\(names.joined(separator: ", ")))", columns: names.count,
            rows: 0..<batch.rowCount)
        let places = given[Self.placeColumn]?.values.integers ?? []
        let shardsOfRows = self.shards(given["prediction_id"], places: places)
        shards.append(places, shardsOfRows)
        block.append("shard", "UInt64", all: shardsOfRows)
        block.append("n", "Int64", all: places)
        if kind == .records { block.append("hour", "Int64", all: HourColumn.hours(given["timestamp"], count: batch.rowCount)) }
        for (column, cells) in columns { column.append(cells, to: &block) }
        return block
    }

    /// Cells that did not fit, on their way to the shards of their rows.
    fileprivate func misfitBlock(of batch: Batch, _ shards: ShardsOfPlaces) -> NativeBlock {
        var block = NativeBlock(
            "INSERT INTO \(tables.misfits.source.text) (shard, n, place, raw)", columns: 4, rows: 0..<batch.rowCount)
        let places = batch.columns[0].values.integers
        block.append("shard", "UInt64", all: places.map { shards[$0] })
        block.append("n", "Int64", all: places)
        block.append("place", "Int64", all: batch.columns[1].values.integers)
        block.append("raw", allTexts: batch.columns[2].values.texts)
        return block
    }

    /// Chosen by the identity alone; rows without one are spread by their places.
    private func shards(_ identities: Batch.Column?, places: [Int64]) -> [UInt64] {
        let texts = identities?.values.texts ?? []
        return places.indices.map { row in
            guard let identities, !identities.isNull(row) else { return UInt64(bitPattern: places[row]) | 1 << 63 }
            return stableHash(texts[row]) & ~(1 << 63)
        }
    }
}

/// The hour of a record since 1970, by which rows are ordered on the disk.
enum HourColumn {
    /// Of a record whose time is not known.
    static let unknown: Int64 = -1 << 62

    static func hours(_ times: Batch.Column?, count: Int) -> [Int64] {
        guard let times, case .timestamps(let values) = times.values else { return Array(repeating: unknown, count: count) }
        return values.enumerated().map { row, time in
            // The ends are the engine's infinities.
            times.isNull(row) || time >= .max - 1 || time <= .min + 2 ? unknown : TimeBucket.hour.key(of: Timestamp(microseconds: time))
        }
    }
}

extension Batch.Values {
    var integers: [Int64] {
        switch self {
        case .integers(let values), .timestamps(let values): values
        default: []
        }
    }

    var texts: [String] { if case .texts(let values) = self { values } else { [] } }
}
