internal import Domain
internal import NIOCore
internal import SQLText
package import Store
internal import Synchronization

extension ClickHouseStore {
    package func change(_ change: RollupChange, rollupsOf tables: RecordTables, by plan: RollupPlan) async throws {
        let since = summingSince.withLock { $0[tables.number] }
        let seconds = since.map { Int64(($0.duration(to: .now) / .seconds(1)).rounded(.up)) } ?? 0
        guard try await isCaughtUp(with: tables, for: seconds) else {
            throw StoreError(
                .unavailable, "a replica came back while hours were summed up, and may not have had all rows; they are summed up again", cause: UnsureRead())
        }
        let state = try await summing(of: tables)
        let known = try await summed(tables, by: plan, state)
        let changed = change.replacedHours.union(change.added.filter { !$0.isDay }.map(\.hour))
        let days = Set(changed.compactMap { $0.map { RolledDay(of: $0).firstHour } })
        try await write(
            change.added, replacing: (change.replacedHours, days), mark: change.mark,
            plan: known?.isOfPlan == true ? nil : plan.text, startsAnew: known == nil, of: tables, after: state)
    }

    package func hoursInPieces(of tables: RecordTables, moreThan pieces: Int) async throws -> Set<Int64?> {
        let all = try await summing(of: tables).pieces("environment, version", areDays: false, in: self)
        let hours = try await read(
            """
            SELECT DISTINCT \(integer("hour")) FROM (SELECT hour, count() AS parts FROM (\(all)) GROUP BY environment, version, hour) \
            WHERE parts > \(pieces)
            """
        ) { try $0.hour() }
        return Set(hours)
    }

    package func deleteRollups(of tables: RecordTables, before hour: Int64, isTrial: Bool) async throws -> Int {
        let state = try await summing(of: tables)
        func old(areDays: Bool) async throws -> [Int64] {
            let isOld: [SQL] = ["hour < \(.int64(hour))", "hour != \(.int64(HourColumn.unknown))"]
            let pieces = state.pieces("version", areDays: areDays, where: isOld, in: self)
            return try await read("SELECT DISTINCT \(integer("hour")) FROM (\(pieces))") { try $0.integer() ?? 0 }
        }
        let hours = try await old(areDays: false)
        guard !isTrial, !hours.isEmpty else { return hours.count }
        try await write(replacing: (Set(hours), Set(old(areDays: true))), mark: state.mark, of: tables, after: state)
        return hours.count
    }

    package func firstKeptHour(of tables: RecordTables) async throws -> Int64? {
        try await firstKeptHour(of: tables, summing(of: tables))
    }

    package func daysInHours(of tables: RecordTables) async throws -> [RolledDay] {
        let state = try await summing(of: tables)
        let days = try await days(state, where: [])
        var missing: Set<RolledDay> = []
        for (group, hour) in try await hours(state, where: []) {
            guard let hour, !days.contains(Key(group, RolledDay(of: hour).firstHour)) else { continue }
            missing.insert(RolledDay(of: hour))
        }
        return Array(missing)
    }

    package func rolledHours(of tables: RecordTables) async throws -> [PendingRollups.Group: ClosedRange<Int64>?] {
        let pieces = try await summing(of: tables).pieces("environment, version", areDays: false, in: self)
        let known: SQL = "hour != \(.int64(HourColumn.unknown))"
        let spans = try await read(
            """
            SELECT \(text("environment")), \(text("version")), \(integer("countIf(\(known))")), \(integer("minIf(hour, \(known))")), \
            \(integer("maxIf(hour, \(known))")) FROM (\(pieces)) GROUP BY environment, version
            """
        ) { reader in
            let group = try reader.group()
            let (count, first, last) = (try reader.integer() ?? 0, try reader.integer() ?? 0, try reader.integer() ?? 0)
            return (group, count == 0 ? nil : first...last)
        }
        return Dictionary(uniqueKeysWithValues: spans)
    }

    package func dropRollups(of tables: RecordTables) async throws {
        try await write(mark: .none, plan: "", startsAnew: true, of: tables, after: summing(of: tables))
    }

    package func rollups(
        of tables: RecordTables, where selection: RollupSelection, plan: RollupPlan
    ) async throws -> [Rollup] {
        let state = try await summing(of: tables)
        // Another process may be about to make roll-ups by another plan.
        guard let known = state.planText else { return [] }
        guard try known == plan.text || plan.extends(try RollupPlan(text: known)) else { return [] }
        let conditions = chosen(selection)
        var ofHours = conditions
        if let hours = selection.hours { ofHours += Self.between(hours.lowerBound, hours.upperBound) }
        if let only = selection.only {
            let hours = only.map { SQL.int64($0 ?? HourColumn.unknown) }
            ofHours.append(hours.isEmpty ? "n < 0" : "hour IN (\(hours.joined()))")
        }
        guard selection.mayBeDays, selection.only == nil else {
            return try await rollups(state, areDays: false, where: ofHours, plan)
        }
        var ofDays = conditions
        if let hours = selection.hours {
            let first = hours.lowerBound == .min ? .min : RolledDay.first(from: hours.lowerBound).firstHour
            let end = hours.upperBound == .max ? .max : RolledDay(of: hours.upperBound).firstHour
            ofDays += Self.between(first, end)
        }
        let days = try await rollups(state, areDays: true, where: ofDays, plan)
        let whole = Set(days.map { Key(.init(environment: $0.environment, version: $0.version), $0.hour ?? 0) })
        // First which hours lie in no day, mostly none: their summaries alone are read.
        let loose = try await hours(state, where: ofHours).filter { group, hour in
            hour.map { !whole.contains(Key(group, RolledDay(of: $0).firstHour)) } ?? true
        }
        guard !loose.isEmpty else { return days }
        let wanted = Set(loose.map { Key($0.0, $0.1 ?? HourColumn.unknown) })
        let places = Set(wanted.map(\.hour)).map { SQL.int64($0) }
        let found = try await rollups(state, areDays: false, where: conditions + ["hour IN (\(places.joined()))"], plan)
        return days + found.filter {
            wanted.contains(Key(.init(environment: $0.environment, version: $0.version), $0.hour ?? HourColumn.unknown))
        }
    }

    private static func between(_ first: Int64, _ end: Int64) -> [SQL] {
        // Records without a time are in no stretch.
        ["hour >= \(.int64(max(first, HourColumn.unknown + 1)))", "hour < \(.int64(end))"]
    }

    private func rollups(_ state: Summing, areDays: Bool, where conditions: [SQL], _ plan: RollupPlan) async throws -> [Rollup] {
        let pieces = state.pieces("environment, version, summary", areDays: areDays, where: conditions, in: self)
        return try await read("SELECT \(text("environment")), \(text("version")), \(integer("hour")), \(text("summary")) FROM (\(pieces))") { reader in
            let group = try reader.group()
            let hour = try reader.hour()
            guard let bytes = try reader.bytes() else { throw StoreError(.engine, "a roll-up is damaged; 'assay store rebuild' makes it anew") }
            let summary = try bytes.withUnsafeReadableBytes { try HourSummary(decoding: $0, plan) }
            return Rollup(environment: group.environment, version: group.version, hour: hour, isDay: areDays, summary: summary)
        }
    }

    private func hours(_ state: Summing, where conditions: [SQL]) async throws -> [(PendingRollups.Group, Int64?)] {
        let pieces = state.pieces("environment, version", areDays: false, where: conditions, in: self)
        return try await read("SELECT DISTINCT \(text("environment")), \(text("version")), \(integer("hour")) FROM (\(pieces))") {
            (try $0.group(), try $0.hour())
        }
    }

    /// Days that are summed up, by their first hours.
    private func days(_ state: Summing, where conditions: [SQL]) async throws -> Set<Key> {
        let pieces = state.pieces("environment, version", areDays: true, where: conditions, in: self)
        let days = try await read("SELECT DISTINCT \(text("environment")), \(text("version")), \(integer("hour")) FROM (\(pieces))") {
            Key(try $0.group(), try $0.integer() ?? 0)
        }
        return Set(days)
    }

    private func chosen(_ selection: RollupSelection) -> [SQL] {
        func isOneOf(_ column: SQL, _ values: [String]) -> SQL {
            values.isEmpty ? "n < 0" : "\(column) IN (\(values.map { SQL.clickHouse($0) }.joined()))"
        }
        var conditions: [SQL] = []
        if let environments = selection.environments { conditions.append(isOneOf("environment", environments.map(\.rawValue))) }
        if let versions = selection.versions { conditions.append(isOneOf("version", versions)) }
        if !selection.withoutVersions.isEmpty { conditions.append("NOT (\(isOneOf("version", selection.withoutVersions)))") }
        return conditions
    }
}

/// An hour, or a day by its first one, of an environment and version.
private struct Key: Hashable {
    var group: PendingRollups.Group
    var hour: Int64

    init(_ group: PendingRollups.Group, _ hour: Int64) {
        self.group = group
        self.hour = hour
    }
}

extension RowBinaryReader {
    /// An hour since 1970; `nil` for records whose time is not known.
    fileprivate mutating func hour() throws -> Int64? {
        let hour = try integer()
        return hour == HourColumn.unknown ? nil : hour
    }
}
