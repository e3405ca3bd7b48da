internal import SQLText
internal import Store

/// The tables of a model's rows, on every shard. A row's shard is chosen by its identity alone, so that records, their
/// corrections and their ground truth meet on one.
///
/// A row's place `n` is its writer's number and a count: no place is given twice, and the places of a writer's rows rise in the
/// order in which they came.
extension RecordTables {
    func stored(_ kind: RecordKind) -> StoredTable {
        let columns = engineColumns(kind).flatMap(\.definitions).map { SQL(trusted: "\($0.name) \($0.type)") }
        switch kind {
        case .records:
            return StoredTable(
                name: "assay_records_\(number)", columns: (["shard UInt64", "n Int64", "hour Int64"] + columns).joined(),
                order: "hour, n", partition: Self.stretch)
        case .actuals:
            return StoredTable(
                name: "assay_actuals_\(number)", columns: (["shard UInt64", "n Int64"] + columns).joined(), order: "n",
                partition: Self.stretch)
        }
    }

    /// The texts of cells that do not fit their columns, by the row's place and the column's. A column's place below zero is
    /// that of a moment that every row has; only -2 is of ground truth.
    var misfits: StoredTable {
        StoredTable(
            name: "assay_misfits_\(number)", columns: "shard UInt64, n Int64, place Int64, raw String", order: "n",
            partition: Self.stretch)
    }

    /// Rows that others of the same identity have taken the place of: when one came that did, as a settlement's number, and
    /// when that arrived.
    var superseded: StoredTable {
        StoredTable(
            name: "assay_superseded_\(number)",
            columns: "shard UInt64, kind UInt8, n Int64, replaced_by Int64, replaced_at Int64", order: "kind, n")
    }

    var all: [StoredTable] { [stored(.records), stored(.actuals), misfits, superseded] }

    /// Rows that came together lie together: whoever asks what is new is not shown what is old.
    private static let stretch: SQL = "intDiv(n, 8388608)"

    /// The columns as the engine has them, in the order in which people know them.
    func engineColumns(_ kind: RecordKind) -> [EngineColumn] {
        let own: [StoredColumn] = kind == .records ? Array(recordColumns.prefix(5)) : Self.actualColumns
        // What nobody counts as a number or a moment is kept as a text only; classes may be numbers.
        return own.enumerated().map { EngineColumn(name: $1.name, type: $1.type, place: $0, isRead: $1.name == "actual") }
            + (kind == .actuals ? [] : columns.map { EngineColumn(name: $0.name, type: $0.type.storedType, place: $0.place) })
    }
}

extension RecordKind {
    /// As books and tables have it.
    var code: Int64 { self == .records ? 0 : 1 }

    init(code: Int64) { self = code == 0 ? .records : .actuals }
}

/// Columns that every row has, as engines know them.
enum RowColumn {
    static let identity: SQL = "c0"
    /// Of records.
    static let timestamp: SQL = "c1"
    static let environment: SQL = "c3"
    static let version: SQL = "c4"
    /// Of ground truth.
    static let actualTimestamp: SQL = "c2"

    static func arrival(_ kind: RecordKind) -> SQL { kind == .records ? "c2" : "c3" }

    /// What finds rows of one identity by eight bytes a row; the highest bit says that there is none.
    static let hasIdentity: SQL = "bitShiftRight(shard, 63) = 0"
}
