internal import Foundation
internal import Ingest
internal import Store

/// What became of all files together.
struct IngestSummary: Sendable, Encodable {
    var model: String
    /// Rows that are stored now and were not before.
    private(set) var accepted = 0
    /// Rows that the same request had brought before.
    private(set) var alreadyStored = 0
    private(set) var withoutID = 0
    private(set) var misfits: [Receipt.Misfit] = []
    private(set) var newColumns: [String] = []
    private(set) var ignoredColumns: [String] = []
    private(set) var requests = 0
    var files = 0
    var seconds = 0.0
    /// What was guessed of a new model.
    var notes: [String] = []

    init(model: String) { self.model = model }

    mutating func add(_ answer: IngestAnswer) {
        requests += 1
        if answer.isRepeated { alreadyStored += answer.receipt.rows } else { accepted += answer.receipt.rows }
        let sum = Receipt(rows: 0, withoutID: withoutID, misfits: misfits).adding(answer.receipt)
        (withoutID, misfits) = (sum.withoutID, sum.misfits)
        newColumns += answer.newColumns.filter { !newColumns.contains($0) }
        ignoredColumns += answer.ignoredColumns.filter { !ignoredColumns.contains($0) }
    }

    var text: String {
        let english = Locale(identifier: "en")
        func count(_ number: Int) -> String { number.formatted(.number.locale(english)) }
        var lines = ["\(model): \(count(accepted)) rows stored"]
        if alreadyStored > 0 { lines.append("  \(count(alreadyStored)) rows had been stored by the same command before") }
        if withoutID > 0 { lines.append("  \(count(withoutID)) rows have no prediction_id: no ground truth will find them") }
        if !misfits.isEmpty { lines.append("  set to null, because they do not fit their column:") }
        for misfit in misfits.sorted(by: { $0.cells > $1.cells }) {
            lines.append("    \(misfit.column): \(count(misfit.cells)) cells, such as '\(misfit.example.prefix(60))'")
        }
        if !newColumns.isEmpty { lines.append("  new columns: \(Self.list(newColumns))") }
        if !ignoredColumns.isEmpty {
            lines.append("  left out, because their names cannot be told from others or kept: \(Self.list(ignoredColumns))")
        }
        return (lines + notes.map { "  \($0)" }).joined(separator: "\n") + "\n"
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }

    private enum CodingKeys: String, CodingKey {
        case model, accepted, requests, files, seconds, notes
        case alreadyStored = "already_stored"
        case withoutID = "without_prediction_id"
        case misfits = "nulled"
        case newColumns = "new_columns"
        case ignoredColumns = "ignored_columns"
    }
}
