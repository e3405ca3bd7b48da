package import Domain

/// A store whose rows can be taken out and put into another as they are: with those that others have taken the place of, and
/// when they arrived, so that questions about the past are answered alike. See `StoreCopy`.
package protocol CopyableStore: RecordStore {
    /// The places of a table's rows that count, in the order of arrival. Rows need not be at each.
    func places(of tables: RecordTables, _ kind: RecordKind) async throws -> [ClosedRange<Int64>]

    /// How many rows of a table count.
    func keptRowCount(of tables: RecordTables, _ kind: RecordKind) async throws -> Int

    /// All rows at these places.
    func keptRows(of tables: RecordTables, _ kind: RecordKind, at places: ClosedRange<Int64>) async throws -> KeptRows

    /// Adds rows behind all others, and notes which: both or nothing. Nothing where they are noted already.
    func keep(_ rows: KeptRows, of tables: RecordTables, as stretch: CopiedStretch) async throws

    /// What is noted of a model.
    func copiedStretches(of tables: RecordTables) async throws -> [CopiedStretch]

    /// What requests were answered, in the order of their keys, which come after this one; not what `keep` has noted.
    func receipts(of tables: RecordTables, after key: String?, limit: Int) async throws -> [KeptReceipt]

    /// Adds answers, but for keys that have one.
    func keep(_ receipts: [KeptReceipt], of tables: RecordTables) async throws

    /// Adds documents as they are, with revisions of this store.
    func adopt(_ documents: [Document]) async throws

    /// By which plan the model's roll-ups were made; `nil` when there are none.
    func rollupPlan(of tables: RecordTables) async throws -> RollupPlan?

    /// Notes that records before this hour were too old to be kept.
    func noteFirstKeptHour(_ hour: Int64, of tables: RecordTables) async throws
}
