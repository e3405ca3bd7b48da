internal import Domain
internal import SQLText
internal import Store

/// The statements that bring staged rows into a model's table.
struct InsertionStatements {
    /// A cell that is read as another type than text, and so may not fit.
    struct Cell {
        var name: String
        /// Where misfits are kept; below zero for what every record has.
        var place: Int
        var raw: SQL
        var value: SQL

        var isMisfit: SQL { "(\(raw) IS NOT NULL AND \(value) IS NULL)" }
    }

    /// A column of the table; those that people do not know have no name for them.
    private struct Column {
        var known: StoredColumn?
        var name: SQL
        var value: SQL

        init(_ known: StoredColumn?, _ name: SQL, _ value: SQL) {
            self.known = known
            self.name = name
            self.value = value
        }

        init(_ name: String, _ type: StoredType, _ value: SQL) {
            self.init(StoredColumn(name, type), .identifier(name), value)
        }
    }

    let insertion: Insertion
    /// The first row's `seq`.
    let base: Int64
    private(set) var cells: [Cell] = []
    private var columns: [Column] = []
    private let staged: SQL
    private let environment: SQL?
    private let actual: SQL?

    init(_ part: StagedRows, of insertion: Insertion, base: Int64) {
        self.insertion = insertion
        self.base = base
        staged = .identifier(part.relation.id + "_rows")
        let places = Dictionary(
            part.relation.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        func stagedValue(_ name: String) -> StagedValue? {
            let source = insertion.sources[name] ?? name
            return places[source].map { place in
                StagedValue(
                    reference: SQL(trusted: "s\(place)"),
                    type: part.valued.contains(source) ? part.relation.columns[place].type : .text)
            }
        }
        func text(_ name: String) -> SQL? { stagedValue(name)?.text }
        environment = insertion.kind == .records ? text("environment") : nil
        actual = insertion.kind == .actuals ? text("actual") : nil
        let arrival: SQL = "make_timestamp(\(SQL.literal(insertion.receivedAt.microseconds)))"
        let id = text("prediction_id") ?? "NULL::VARCHAR"
        columns = [
            Column(nil, "seq", place),
            Column(nil, "hash", "CASE WHEN \(id) IS NOT NULL THEN hash(\(id)) END"),
            Column("prediction_id", .text, id),
            Column("received_at", .timestamp, arrival),
        ]
        if let received = stagedValue("received_at") {
            // Nothing arrives later than now: a clock that is ahead must not hide what comes after it.
            columns[3].value = "least(coalesce(\(received.time), \(arrival)), \(arrival))"
        }
        switch insertion.kind {
        case .records:
            let time = addTime("timestamp", place: -1, stagedValue("timestamp"))
            columns += [
                Column("timestamp", .timestamp, time.map { "CASE WHEN \($0.raw) IS NULL THEN \(arrival) ELSE \($0.value) END" } ?? arrival),
                Column("environment", .text, environment.map { "lower(coalesce(\($0), \(SQL.literal(insertion.environment.rawValue))))" }
                    ?? SQL.literal(insertion.environment.rawValue)),
                Column("model_version", .text, version(text("model_version"))),
            ]
            for column in insertion.tables.columns {
                guard let value = stagedValue(column.name) else { continue }
                columns.append(
                    Column(StoredColumn(column.name, column.type.storedType), column.engineName, self.value(of: column, value)))
            }
        case .actuals:
            let time = addTime("actual_timestamp", place: -2, stagedValue("actual_timestamp"))
            columns += [
                Column("actual", .text, actual ?? "NULL::VARCHAR"),
                Column("actual_timestamp", .timestamp, time?.value ?? "NULL::TIMESTAMP"),
            ]
        }
    }

    private mutating func addTime(_ name: String, place: Int, _ staged: StagedValue?) -> Cell? {
        guard let staged else { return nil }
        let cell = Cell(name: name, place: place, raw: staged.text, value: staged.time)
        if staged.mayMisfit(.timestamp) { cells.append(cell) }
        return cell
    }

    private func version(_ given: SQL?) -> SQL {
        let fallback = SQL.literal(insertion.version ?? "")
        return given.map { "coalesce(\($0), \(fallback))" } ?? fallback
    }

    private mutating func value(of column: RecordTables.Column, _ staged: StagedValue) -> SQL {
        let value = staged.value(as: column.type)
        if staged.mayMisfit(column.type) {
            cells.append(Cell(name: column.name, place: column.place, raw: staged.text, value: value))
        }
        return value
    }

    /// The first row of each request whose environment is none.
    var refusedEnvironments: SQL {
        guard let environment else { return "SELECT 0::BIGINT, 0::BIGINT, '' WHERE false" }
        let known = Environment.allCases.map { SQL.literal($0.rawValue) }
        return """
            SELECT request, line, \(environment) FROM \(staged) WHERE lower(\(environment)) NOT IN (\(known.joined()))
            QUALIFY row_number() OVER (PARTITION BY request ORDER BY line) = 1
            """
    }

    /// For each request: rows, rows without an identity, and for each cell misfits.
    ///
    /// Plain counts, of which the engine plans thousands at once: filtered ones cost the square of their number.
    func receipts(without left: [Int]) -> SQL {
        let counts = cells.map { "count(\($0.raw)) - count(\($0.value))" as SQL }
        let id = columns[2].value
        return """
            SELECT \((["request", "count(*)", "count_if(\(id) IS NULL)::BIGINT"] + counts).joined())
            FROM \(staged)\(condition(without: left)) GROUP BY request
            """
    }

    /// For each request that has some, a misfit of a cell.
    func examples(of place: Int, without left: [Int]) -> SQL {
        let cell = cells[place]
        return """
            SELECT request, any_value(\(cell.raw)) FROM \(staged)\(condition(without: left, and: cell.isMisfit)) GROUP BY request
            """
    }

    func rows(without left: [Int]) -> SQL {
        """
        INSERT INTO \(insertion.tables.rows(insertion.kind)) (\(columns.map(\.name).joined()))
        SELECT \(columns.map(\.value).joined()) FROM \(staged)\(condition(without: left))
        """
    }

    func misfits(of place: Int, without left: [Int]) -> SQL {
        "INSERT INTO \(insertion.tables.misfits) \(misfitSelection(of: place, without: left))"
    }

    /// The columns of `selection`.
    var selected: [StoredColumn] { [StoredColumn(Insertion.placeColumn, .integer)] + columns.compactMap(\.known) }

    /// The rows as they go into the table.
    func selection(without left: [Int]) -> SQL {
        "SELECT \(([place] + columns.filter { $0.known != nil }.map(\.value)).joined()) FROM \(staged)\(condition(without: left))"
    }

    /// Of the cells that did not fit a column: the row's place in the order of arrival, the column's, and the text.
    func misfitSelection(of place: Int, without left: [Int]) -> SQL {
        let cell = cells[place]
        return """
            SELECT \(self.place), \(SQL.literal(Int64(cell.place)))::BIGINT, \(cell.raw)
            FROM \(staged)\(condition(without: left, and: cell.isMisfit))
            """
    }

    /// A row's place in the order of arrival.
    private var place: SQL { "\(SQL.literal(base)) + rowid" }

    private func condition(without left: [Int], and other: SQL? = nil) -> SQL {
        var conditions: [SQL] = []
        if !left.isEmpty { conditions.append("request NOT IN (\(left.map { SQL.literal(Int64($0)) }.joined()))") }
        if let other { conditions.append(other) }
        if insertion.bringsActuals, let actual { conditions.append("\(actual) IS NOT NULL") }
        return conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
    }
}
