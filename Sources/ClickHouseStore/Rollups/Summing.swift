internal import Domain
internal import SQLText
internal import Store

/// What is written down of a model's hours as of one moment. Everything about roll-ups is asked of one such state, which the
/// first shard has and whose rows never change: so an answer is of one moment although it is asked for in parts.
struct Summing: Sendable {
    var number: Int64
    /// Changes that are there whole.
    var reach: Reach
    /// Pieces of changes before this one are of no plan that still holds.
    var base: Int64
    var mark: ArrivalMark
    /// `nil` when there is nothing.
    var planText: String?

    /// Pieces that hold, of hours or of days, with these columns.
    func pieces(_ columns: SQL, areDays: Bool, where conditions: [SQL] = [], in store: ClickHouseStore) -> SQL {
        let own: [SQL] = [
            "number = \(.int64(number))", "is_day = \(areDays ? "1" : "0")", "n >= \(.int64(base))", reach.condition,
        ]
        let gone: SQL = """
            SELECT hour, max(n) AS gone FROM \(store.table(.replacement)) WHERE \(own.joined(separator: " AND ")) GROUP BY hour
            """
        let found: SQL = """
            SELECT hour, n, \(columns) FROM \(store.table(.rollup)) WHERE \((own + conditions).joined(separator: " AND "))
            """
        return "SELECT hour, \(columns) FROM (\(found)) AS pieces ALL LEFT JOIN (\(gone)) AS replaced USING (hour) WHERE n >= gone"
    }
}

extension ClickHouseStore {
    func summing(of tables: RecordTables) async throws -> Summing {
        try await books()
        let terms = try await read(
            """
            SELECT \(integer("max(n)")), \(integer("argMax(records, n)")), \(integer("argMax(actuals, n)")), \(integer("argMax(base, n)")), \
            \(text("argMaxIf(assumeNotNull(plan), n, isNotNull(plan))")), \(integer("maxIf(n, isNotNull(plan))")) \
            FROM \(table(.summing)) WHERE number = \(.int64(tables.number)) GROUP BY intDiv(n, \(.int64(1 << RecordWriter.shift)))
            """
        ) { reader in
            (
                last: try reader.integer() ?? 0,
                mark: ArrivalMark(records: try reader.integer() ?? -1, actuals: try reader.integer() ?? -1),
                base: try reader.integer() ?? 0, plan: try reader.text() ?? "", planned: try reader.integer() ?? 0
            )
        }
        var summing = Summing(number: tables.number, reach: Reach(), base: 0, mark: .none)
        for term in terms { summing.reach.last[term.last >> RecordWriter.shift] = term.last }
        guard let last = terms.max(by: { $0.last < $1.last }) else { return summing }
        summing.mark = last.mark
        summing.base = last.base
        let plan = terms.max { $0.planned < $1.planned }?.plan ?? ""
        summing.planText = plan.isEmpty ? nil : plan
        return summing
    }

    /// How far rows are summed up by this plan; `nil` when what is written down does not hold by it.
    func summed(_ tables: RecordTables, by plan: RollupPlan, _ state: Summing) async throws -> (mark: ArrivalMark, isOfPlan: Bool)? {
        guard let known = state.planText else { return nil }
        if try known == plan.text { return (state.mark, true) }
        // Where rows are gone nothing can be counted anew: what the plan has more holds from now on.
        guard try await firstKeptHour(of: tables, state) != nil else { return nil }
        return plan.extends(try RollupPlan(text: known)) ? (state.mark, false) : nil
    }

    func firstKeptHour(of tables: RecordTables, _ state: Summing) async throws -> Int64? {
        let hours = try await read(
            """
            SELECT \(integer("max(hour)")), \(integer("count()")) FROM \(table(.retained)) \
            WHERE number = \(.int64(tables.number)) AND n >= \(.int64(state.base))
            """
        ) { (try $0.integer(), try $0.integer()) }
        return hours.first.flatMap { $0.1 == 0 ? nil : $0.0 }
    }

    /// Writes a change down, all or nothing: its last row makes it count.
    ///
    /// - Parameters:
    ///   - replaced: hours, and first hours of days, of which everything goes that was written down before.
    ///   - plan: where it is another from now on.
    ///   - startsAnew: whether all goes that was written down before.
    func write(
        _ rollups: [Rollup] = [], replacing replaced: (hours: Set<Int64?>, days: Set<Int64>) = ([], []), mark: ArrivalMark,
        plan: String? = nil, startsAnew: Bool = false, of tables: RecordTables, after state: Summing
    ) async throws {
        guard let number = try await lease.nextNumber(of: self), state.reach.last.values.allSatisfy({ $0 < number }) else { throw sumsUpElsewhere }
        do {
            let model = BookCell.integer(tables.number)
            for part in rollups.indices.parts(of: 500) {
                try await write(
                    rollups[part].map { rollup in
                        [
                            model, .integer(rollup.isDay ? 1 : 0), .integer(rollup.hour ?? HourColumn.unknown), .integer(number),
                            .text(rollup.environment.rawValue), .text(rollup.version), .bytes(rollup.summary.encoded()),
                        ]
                    }, in: .rollup)
            }
            let hours = replaced.hours.map { [model, .integer(0), .integer($0 ?? HourColumn.unknown), .integer(number)] }
            let days = replaced.days.map { [model, .integer(1), .integer($0), .integer(number)] }
            try await write(hours + days, in: .replacement)
            try await write(
                [
                    [
                        model, .integer(number), .integer(mark.records), .integer(mark.actuals),
                        .integer(startsAnew ? number : state.base), .text(plan),
                    ]
                ], in: .summing)
        } catch {
            // What is there of this change must not come to count with a later one.
            await lease.endTerm()
            throw error
        }
    }
}

let sumsUpElsewhere = StoreError(
    .unavailable, "another process that uses this cluster settles and sums up now; ask that one, or try again in half a minute")
