package import Domain
internal import Statistics

extension RecordStore {
    /// Brings a model's roll-ups up to date with what has arrived.
    ///
    /// New records add to their hours; labels that come later add what they tell and take back that they were missing.
    /// Only where a record or a label was replaced, its hour is counted anew from the rows.
    ///
    /// - Throws: `StoreError`; of an `UnsureRead` only when several in a row were.
    package func rollUp(_ tables: RecordTables, by plan: RollupPlan) async throws {
        var mark: ArrivalMark?
        for attempt in 1..<mostAttempts {
            do {
                return try await rollUp(tables, by: plan, upTo: &mark)
            } catch let error as StoreError where error.cause is UnsureRead {
                // A replica merges its parts, or takes them from another one, for a moment.
                try await Task.sleep(for: .milliseconds(100 * attempt))
            }
        }
        try await rollUp(tables, by: plan, upTo: &mark)
    }

    /// - Parameter mark: what has been written down by an attempt before; `nil` for nothing.
    private func rollUp(_ tables: RecordTables, by plan: RollupPlan, upTo mark: inout ArrivalMark?) async throws {
        while let pending = try await pendingRollups(of: tables, by: plan) {
            try Task.checkCancellation()
            var added: [Rollup] = []
            for group in pending.groups { added += try await rollups(of: group, pending, in: tables, by: plan) }
            try await change(
                RollupChange(replacedHours: pending.reopened, added: added, mark: pending.to), rollupsOf: tables, by: plan)
            mark = pending.to
        }
        guard let mark else { return }
        try await joinPieces(of: tables, by: plan, mark: mark)
        try await sumUpDays(of: tables, by: plan, mark: mark)
    }

    /// Makes one piece of hours that are in many: each time that something arrives for an hour adds one.
    private func joinPieces(of tables: RecordTables, by plan: RollupPlan, mark: ArrivalMark) async throws {
        let hours = try await hoursInPieces(of: tables, moreThan: mostPieces)
        guard !hours.isEmpty else { return }
        var selection = RollupSelection()
        selection.only = hours
        let joined = try Rollup.joined(try await rollups(of: tables, where: selection, plan: plan), plan) { $0.place }
        try await change(
            RollupChange(replacedHours: hours, added: joined, mark: mark), rollupsOf: tables, by: plan)
    }

    /// Writes whole days down beside their hours, of which a long history has too many to read in an instant.
    func sumUpDays(of tables: RecordTables, by plan: RollupPlan, mark: ArrivalMark) async throws {
        var left = try await daysInHours(of: tables).sorted()[...]
        while let first = left.first {
            // A month at a time, so that years fit in memory.
            let end = RolledDay(number: first.number + 31)
            let days = Set(left.prefix { $0 < end })
            left = left.dropFirst(days.count)
            let selection = RollupSelection(hours: first.firstHour..<end.firstHour)
            let wanted = try await rollups(of: tables, where: selection, plan: plan).filter { $0.day.map(days.contains) ?? false }
            let joined = try Rollup.joined(wanted, plan) { rollup in
                var place = rollup.place
                place.hour = rollup.day?.firstHour
                place.isDay = true
                return place
            }
            try await change(RollupChange(replacedHours: [], added: joined, mark: mark), rollupsOf: tables, by: plan)
        }
    }

    private func rollups(
        of group: PendingRollups.Group, _ pending: PendingRollups, in tables: RecordTables, by plan: RollupPlan
    ) async throws -> [Rollup] {
        var selection = RecordSelection(environments: [group.environment], versions: [group.version])
        selection.mark = pending.to
        var summaries: [Int64?: HourSummary] = [:]

        var new = selection
        new.arrivedAfter = pending.from.records
        new.outsideHours = pending.reopened
        try await add(new, of: tables, pending, by: plan, to: &summaries)

        if !pending.reopened.isEmpty {
            var anew = selection
            anew.insideHours = pending.reopened
            try await add(anew, of: tables, pending, by: plan, to: &summaries)
        }
        if pending.to.actuals > pending.from.actuals, plan.prediction != nil {
            var labelled = selection
            labelled.arrivedUpTo = pending.from.records
            labelled.labelledAfter = pending.from.actuals
            labelled.outsideHours = pending.reopened
            try await addLabels(labelled, of: tables, pending, by: plan, to: &summaries)
        }
        return summaries.map { Rollup(environment: group.environment, version: group.version, hour: $0, summary: $1) }
    }

    /// Counts records of which nothing has been written down.
    private func add(
        _ selection: RecordSelection, of tables: RecordTables, _ pending: PendingRollups, by plan: RollupPlan,
        to summaries: inout [Int64?: HourSummary]
    ) async throws {
        let added = try await using(records(of: tables, where: selection)) { records in
            records.rowCount == 0 ? [:] : try await hours(of: records, in: tables, mark: pending.to, by: plan)
        }
        for (hour, summary) in added { try summaries[hour, default: HourSummary(plan)].merge(summary) }
    }

    /// Counts labels that have come for records that are written down as unlabelled.
    private func addLabels(
        _ selection: RecordSelection, of tables: RecordTables, _ pending: PendingRollups, by plan: RollupPlan,
        to summaries: inout [Int64?: HourSummary]
    ) async throws {
        let windows = try await using(records(of: tables, where: selection)) { records in
            records.rowCount == 0
                ? []
                : try await performance(
                    of: records, in: tables, mark: pending.to, asOf: nil, by: plan,
                    windowing: Windowing(.hour, timeColumn: "timestamp"))
        }
        for window in windows {
            var labels = HourSummary(plan)
            labels.performance = window.summary.asLaterLabels
            try summaries[window.key, default: HourSummary(plan)].merge(labels)
        }
    }

    /// The summaries of these records by hour, or by another stretch of time, straight from the rows.
    ///
    /// - Parameters:
    ///   - mark: how far to look for ground truth in the order of arrival; `nil` for all that has come.
    ///   - asOf: only ground truth that had arrived by then.
    package func hours(
        of records: Relation, in tables: RecordTables, mark: ArrivalMark?, asOf: Timestamp? = nil,
        by plan: RollupPlan, granularity: Granularity = .hour
    ) async throws -> [Int64?: HourSummary] {
        let windowing = Windowing(granularity, timeColumn: "timestamp")
        let counts = try await self.counts(of: plan.columns, in: records, by: windowing)
        let columns = plan.numeric.map { CountedColumn($0, .numeric) }
        let moments = try await self.moments(of: columns, in: records, by: windowing)
        let performance = try await performance(
            of: records, in: tables, mark: mark, asOf: asOf, by: plan, windowing: windowing)
        var hours: [Int64?: HourSummary] = [:]
        for window in moments {
            hours[window.key] = HourSummary(plan)
            hours[window.key]?.rows = window.rows
            hours[window.key]?.moments = window.columns.map(\.moments)
        }
        for window in counts { hours[window.key]?.counts = window.columns }
        let places = Dictionary(uniqueKeysWithValues: plan.columns.enumerated().map { ($1.name, $0) })
        for misfits in try await misfits(among: records, of: tables, by: windowing) {
            guard let place = places[misfits.column] else { continue }
            hours[misfits.key]?.counts[place].counts.nulls -= misfits.cells
            hours[misfits.key]?.counts[place].counts.typeErrors += misfits.cells
        }
        for window in performance { hours[window.key]?.performance = window.summary }
        return hours
    }

    private func performance(
        of records: Relation, in tables: RecordTables, mark: ArrivalMark?, asOf: Timestamp?, by plan: RollupPlan,
        windowing: Windowing
    ) async throws -> [WindowPerformance] {
        guard let prediction = plan.prediction else { return [] }
        return try await using(actuals(of: tables, asOf: asOf, mark: mark)) { actuals in
            try await performance(
                PerformanceQuery(
                    records: records, windowing: windowing,
                    labels: .joined(
                        .init(
                            actuals: actuals, recordID: "prediction_id", actualID: "prediction_id", actual: "actual",
                            arrival: nil, isUnique: true)),
                    prediction: prediction))
        }
    }
}

/// A read that is not sure is made again, so often in all.
private let mostAttempts = 5

/// More pieces of an hour than this are made one: reading them all costs more than writing one.
private let mostPieces = 8

extension PerformanceSummary {
    /// What labels add when they come for records that were summarised without.
    fileprivate var asLaterLabels: PerformanceSummary {
        switch self {
        case .binary(var summary):
            summary.unlabelled = -(summary.labelled + summary.unknownClass)
            summary.predictedPositives = 0
            summary.predictedNegatives = 0
            return .binary(summary)
        case .multiclass(var summary):
            summary.unlabelled = -(summary.labelled + summary.unknownClass)
            return .multiclass(summary)
        case .regression(var summary):
            summary.unlabelled = -summary.labelled
            return .regression(summary)
        }
    }
}
