internal import Domain

/// Copies a store into another: documents with their history, models, every row that counts, what requests were answered, and
/// roll-ups. The copy answers as its source does, also of the past.
///
/// It can be stopped and begun again: each stretch of rows is noted with its checksum together with the rows. It can also be
/// done again when more has come to the source; then only that is copied. At the end everything is read back from the target
/// and compared with the checksums.
///
/// While it goes on the target is marked, so that nobody serves it: `unfinishedCopy`.
package struct StoreCopy: Sendable {
    /// How far it has come.
    package enum Progress: Sendable, Hashable {
        case copying(model: String, rows: Int, of: Int)
        case summarizing(model: String)
        case comparing(model: String, rows: Int, of: Int)
    }

    /// What is there now.
    package struct Outcome: Sendable, Hashable, Codable {
        package struct Model: Sendable, Hashable, Codable {
            package var model: String
            /// All rows that count, with those that others have taken the place of.
            package var records: Int
            package var actuals: Int
            /// How many of them this time.
            package var copied: Int
            /// Of records, then of actuals, in hexadecimal digits.
            package var checksums: [String]
        }

        package var models: [Model]
        package var documents: Int
    }

    let source: any CopyableStore
    let target: any CopyableStore
    let report: @Sendable (Progress) -> Void
    private let rowsOfStretch: Int?

    /// - Parameter rowsOfStretch: how many rows are copied at once; `nil` for what fits in memory.
    package init(
        from source: any CopyableStore, to target: any CopyableStore, rowsOfStretch: Int? = nil,
        report: @Sendable @escaping (Progress) -> Void = { _ in }
    ) {
        self.source = source
        self.target = target
        self.rowsOfStretch = rowsOfStretch
        self.report = report
    }

    /// - Throws: `StoreError`, of kind `badInput` when the target is not empty nor an earlier copy of the same store, or when
    ///   what is there is not what was copied.
    package func run() async throws -> Outcome {
        try await Self.requireSource(source)
        let origin = try await Marker.origin(of: source)
        try await Marker.begin(in: target, from: origin)
        var models: [Outcome.Model] = []
        for tables in try await source.recordTables() {
            let copy = try await tablesOfTarget(for: tables)
            let copied = try await copyRows(of: tables, to: copy)
            try await copyReceipts(of: tables, to: copy)
            models.append(try await compared(tables, with: copy, copied: copied))
        }
        let names = Set(models.map(\.model))
        for extra in try await target.recordTables() where !names.contains(extra.model) { try await target.dropRecordTables(extra) }
        let documents = try await copyDocuments()
        for tables in try await target.recordTables() { try await copyRollups(to: tables) }
        try await Marker.end(in: target, from: origin)
        return Outcome(models: models, documents: documents)
    }

    /// - Throws: `StoreError` when there is nothing to copy, or not yet everything.
    package static func requireSource(_ source: any CopyableStore) async throws {
        try await source.requireWhole()
        _ = try await Marker.origin(of: source)
    }

    // MARK: Tables

    private func tablesOfTarget(for tables: RecordTables) async throws -> RecordTables {
        var known = try await target.recordTables().first { $0.model == tables.model }
        if let found = known, try await target.copiedStretches(of: found).contains(where: { $0.origin != tables.number }) {
            // The model was deleted and made again since it was copied.
            try await target.dropRecordTables(found)
            known = nil
        }
        let copy: RecordTables
        if let known { copy = known } else { copy = try await target.makeRecordTables(for: tables.model) }
        let missing = tables.columns.filter { copy.column($0.name) == nil }
        return missing.isEmpty ? copy : try await target.addColumns(missing.map { ($0.name, $0.type) }, to: copy)
    }

    // MARK: Rows

    /// - Returns: how many.
    private func copyRows(of tables: RecordTables, to copy: RecordTables) async throws -> Int {
        let done = try await target.copiedStretches(of: copy)
        let size = Int64(stretch(columns: tables.columns.count))
        var total = 0
        for kind in RecordKind.allCases { total += try await source.keptRowCount(of: tables, kind) }
        var count = done.reduce(0) { $0 + $1.checksum.rows }
        let before = count
        for kind in RecordKind.allCases {
            let last = done.filter { $0.kind == kind }
            var places: [ClosedRange<Int64>] = []
            for range in try await source.places(of: tables, kind) {
                let first = last.filter { range.contains($0.places.lowerBound) }.map { $0.places.upperBound + 1 }.max() ?? range.lowerBound
                places += stride(from: first, through: range.upperBound, by: Int64.Stride(size)).map { $0...min($0 + size - 1, range.upperBound) }
            }
            var earlier = last.reduce(0) { $0 + $1.checksum.rows }
            var waiting = places[...]
            var rows = try await waiting.popFirst().asyncMap { try await ($0, source.keptRows(of: tables, kind, at: $0)) }
            while let (place, found) = rows {
                let (next, before) = (waiting.popFirst(), earlier)
                // The next ones are read while these are written.
                async let following = next.asyncMap { try await ($0, source.keptRows(of: tables, kind, at: $0)) }
                if found.rows.rowCount > 0 {
                    let sum = Checksum(of: found, after: before)
                    try await target.keep(found, of: copy, as: CopiedStretch(origin: tables.number, kind: kind, places: place, checksum: sum))
                }
                earlier += found.rows.rowCount
                count += found.rows.rowCount
                report(.copying(model: tables.model, rows: count, of: max(total, count)))
                rows = try await following
            }
        }
        return count - before
    }

    /// Rows that fit in memory, twice.
    private func stretch(columns: Int) -> Int { rowsOfStretch ?? max(10_000, min(250_000, 5_000_000 / (columns + 5))) }

    private func copyReceipts(of tables: RecordTables, to copy: RecordTables) async throws {
        var last: String?
        while true {
            let receipts = try await source.receipts(of: tables, after: last, limit: 500)
            guard let end = receipts.last else { return }
            try await target.keep(receipts, of: copy)
            last = end.key
        }
    }

    // MARK: Documents

    /// - Returns: how many there are, with all their versions.
    private func copyDocuments() async throws -> Int {
        let wanted = try await Marker.documents(of: source)
        var there = Dictionary(try await Marker.documents(of: target).map { ($0.unnumbered, 1) }, uniquingKeysWith: +)
        var missing: [Document] = []
        for document in wanted {
            if let count = there[document.unnumbered], count > 0 { there[document.unnumbered] = count - 1 } else { missing.append(document) }
        }
        if !missing.isEmpty { try await target.adopt(missing) }
        return wanted.count
    }

    // MARK: Roll-ups

    /// What is summed up could be made anew of the rows, but for hours whose rows were too old to be kept; and copying is quicker.
    private func copyRollups(to copy: RecordTables) async throws {
        guard let tables = try await source.recordTables().first(where: { $0.model == copy.model }),
            let plan = try await source.rollupPlan(of: tables)
        else { return }
        report(.summarizing(model: tables.model))
        let firstKept = try await source.firstKeptHour(of: tables)
        guard try await source.mayLead() else {
            guard firstKept == nil else {
                throw StoreError(
                    .badInput,
                    "model '\(tables.model)' has hours whose records were too old to be kept, and a server works with the source: stop that, then go on")
            }
            return
        }
        try await source.rollUp(tables, by: plan)
        try await target.dropRollups(of: copy)
        var parts: [RollupSelection] = []
        var timeless = RollupSelection()
        timeless.only = [nil]
        parts.append(timeless)
        let spans = try await source.rolledHours(of: tables).values.compactMap(\.self)
        if let first = spans.map(\.lowerBound).min(), let last = spans.map(\.upperBound).max() {
            // A month at a time, so that years fit in memory.
            let month: Int64 = 31 * RolledDay.length
            parts += stride(from: first, through: last, by: Int64.Stride(month)).map { RollupSelection(hours: $0..<($0 + month)) }
        }
        for part in parts {
            let rollups = try await source.rollups(of: tables, where: part, plan: plan)
            try await target.change(RollupChange(replacedHours: [], added: rollups, mark: .none), rollupsOf: copy, by: plan)
        }
        if let firstKept { try await target.noteFirstKeptHour(firstKept, of: copy) }
        let mark = try await target.arrivals(of: copy)
        try await target.change(RollupChange(replacedHours: [], added: [], mark: mark), rollupsOf: copy, by: plan)
        try await target.sumUpDays(of: copy, by: plan, mark: mark)
    }

    // MARK: Comparing

    private func compared(_ tables: RecordTables, with copy: RecordTables, copied: Int) async throws -> Outcome.Model {
        let noted = try await target.copiedStretches(of: copy)
        let total = noted.reduce(0) { $0 + $1.checksum.rows }
        let size = Int64(stretch(columns: tables.columns.count))
        var sums: [RecordKind: Checksum] = [:]
        for kind in RecordKind.allCases {
            let wanted = noted.filter { $0.kind == kind }.reduce(Checksum()) { $0 + $1.checksum }
            var found = Checksum()
            for range in try await target.places(of: copy, kind) {
                for first in stride(from: range.lowerBound, through: range.upperBound, by: Int64.Stride(size)) {
                    let rows = try await target.keptRows(of: copy, kind, at: first...min(first + size - 1, range.upperBound))
                    found = found + Checksum(of: rows, after: found.rows)
                    report(.comparing(model: tables.model, rows: found.rows + (sums[.records]?.rows ?? 0), of: total))
                }
            }
            func differ(_ what: String) -> StoreError { StoreError(.badInput, "\(kind.rawValue) of model '\(tables.model)': \(what)") }
            guard found.rows == wanted.rows else {
                throw differ("\(wanted.rows) were copied and \(found.rows) are in the target; others have changed it: empty it and copy anew")
            }
            guard found == wanted else {
                throw differ("the \(found.rows) in the target have another checksum than those that were copied; empty the target and copy anew")
            }
            let there = try await source.keptRowCount(of: tables, kind)
            guard there >= found.rows else {
                throw differ("\(found.rows - there) were deleted from the source after they had been copied; empty the target and copy anew")
            }
            sums[kind] = found
        }
        return Outcome.Model(
            model: tables.model, records: sums[.records]?.rows ?? 0, actuals: sums[.actuals]?.rows ?? 0, copied: copied,
            checksums: RecordKind.allCases.map { String(sums[$0]?.sum ?? 0, radix: 16) })
    }
}

extension Document {
    /// But for its revision, which is the store's.
    fileprivate var unnumbered: Document {
        var document = self
        document.revision = 0
        return document
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async throws -> Result? {
        guard let value = self else { return nil }
        return try await body(value)
    }
}
