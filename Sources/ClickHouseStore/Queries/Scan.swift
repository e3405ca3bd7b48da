internal import SQLText
internal import Store

/// Rows to be read, with names for what is made of them.
///
/// Everything is said in one SELECT of the table itself, not in a SELECT of a SELECT: so each shard counts its own rows,
/// and only counts travel.
struct Scan: Sendable {
    /// What stands after FROM.
    var from: SQL
    var columns: [EngineColumn]
    var conditions: [SQL]
    /// Whether they are read from a table, not from a join that one server makes.
    var isOfTable = true
    /// Whether rows are numbered from zero without a gap.
    var isWhole: Bool
    /// The table of one shard's rows, where a row's shard is chosen by its identity.
    var shardsRows: SQL?
    /// Names, and what they stand for; a later one may use earlier ones.
    var names: [(name: SQL, value: SQL)] = []

    /// The column of this name.
    ///
    /// - Precondition: the relation has it.
    func column(_ stored: StoredColumn) -> EngineColumn {
        guard let column = columns.first(where: { $0.name == stored.name }) else {
            preconditionFailure("a relation's columns are the table's")
        }
        return column
    }

    func naming(_ value: SQL, _ name: SQL) -> Scan {
        var scan = self
        scan.names.append((name, value))
        return scan
    }

    func `where`(_ condition: SQL) -> Scan {
        var scan = self
        scan.conditions.append("(\(condition))")
        return scan
    }

    /// - Parameter rest: what comes after the conditions, such as GROUP BY.
    func select(_ list: [SQL], _ rest: SQL = "") -> SQL {
        let what = list.joined()
        let condition: SQL = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        let with = used(in: [what, condition, rest]).map { "(\($0.value)) AS \($0.name)" as SQL }
        return "\(with.isEmpty ? "" : "WITH \(with.joined()) ")SELECT \(what) FROM \(from)\(condition) \(rest)"
    }

    /// The names that these need, and that those need: servers look at every name, used or not, in every statement.
    private func used(in texts: [SQL]) -> [(name: SQL, value: SQL)] {
        var words = Set(texts.flatMap(\.words))
        var used: [(name: SQL, value: SQL)] = []
        for name in names.reversed() where words.contains(Substring(name.name.text)) {
            used.append(name)
            words.formUnion(name.value.words)
        }
        return used.reversed()
    }
}

extension SQL {
    /// What may be a name in the text.
    fileprivate var words: [Substring] { text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) } }
}

/// Columns of an answer, each of a type that `RowBinaryReader` reads.
func integer(_ value: SQL) -> SQL { "CAST(\(value) AS Nullable(Int64))" }
func double(_ value: SQL) -> SQL { "CAST(\(value) AS Nullable(Float64))" }
func text(_ value: SQL) -> SQL { "CAST(\(value) AS Nullable(String))" }

/// The number of `edges`, which rise, that are not above a value. By blocks, so that few are compared with each row.
///
/// - Parameter isNotAbove: whether the edge with the names given to it is not above the value.
func rank(of edges: [[SQL]], isNotAbove: ([SQL]) -> SQL) -> SQL {
    guard let count = edges.first?.count else { return "0" }
    let names: [SQL] = edges.indices.map { SQL(trusted: "e\($0)") }
    let parameters: SQL = names.count == 1 ? names[0] : "(\(names.joined()))"
    func counted(_ lists: [SQL]) -> SQL { "arrayCount(\(parameters) -> \(isNotAbove(names)), \(lists.joined()))" }
    func list(_ values: some Sequence<SQL>) -> SQL { "[\(values.joined())]" }
    let block = 64
    guard count > 2 * block else { return counted(edges.map { list($0) }) }
    let ends = stride(from: block - 1, to: count, by: block)
    // Blocks that lie wholly below, then the edges of the next.
    let below = counted(edges.map { edge in list(ends.map { edge[$0] }) })
    let next = edges.map { edge in "arraySlice(\(list(edge)), (\(below)) * \(block) + 1, \(block))" as SQL }
    return "((\(below)) * \(block) + \(counted(next)))"
}
