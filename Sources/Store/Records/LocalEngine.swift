/// An engine in this process, for stores on servers: it reads files and requests, which servers cannot reach, and writes files.
package protocol LocalEngine: FileReader, RecordStore {
    /// Makes ready what an insertion of rows that were staged here adds, as `insert` would add it.
    ///
    /// - Parameters:
    ///   - base: the first row's place in the order of arrival.
    ///   - answered: what requests were answered before, of which nothing is taken.
    ///   - size: about how many rows are wanted at once.
    ///   - take: is given rows piece by piece: of each part its rows, then its cells that did not fit.
    /// - Returns: what became of the requests.
    func prepare(
        _ insertion: Insertion, from base: Int64, answered: [Int: InsertionOutcome], size: Int,
        _ take: (PreparedRows) async throws -> Void
    ) async throws -> [Int: InsertionOutcome]
}

/// Rows as they are to be kept.
package enum PreparedRows: Sendable {
    /// With `Insertion.placeColumn`, and the columns of the table by their names; those that are left out are null.
    case rows(Batch)
    /// Cells that did not fit: the record's place, the column's, and the text, in this order.
    case misfits(Batch)
}

extension Insertion {
    /// The place of a row in the order of arrival, among the columns of `PreparedRows`.
    package static let placeColumn = rowNumberColumn

    /// How many places it takes.
    package var rowCount: Int { parts.reduce(0) { $0 + $1.relation.rowCount } }

    /// The same rows as ground truth, where records bring it with them.
    package var actualsOfRecords: Insertion? {
        guard kind == .records, bringsActuals else { return nil }
        var actuals = self
        actuals.kind = .actuals
        return actuals
    }
}
