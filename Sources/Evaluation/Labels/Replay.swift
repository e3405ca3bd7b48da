package import Domain
internal import Store

/// Which labels a window is judged with, and so when its findings could have been raised.
package struct Replay: Sendable {
    /// Microseconds after a window's end by which its labels must have come; `nil` when all labels count.
    var within: Int64?
    /// Microseconds after their records by which half of the labels have come; `nil` where that is not known.
    var usual: Int64?
    /// The same of nineteen in twenty.
    var most: Int64?
    /// The last moment that the files tell of, where labels have an arrival time.
    var dataEnd: Timestamp?
    /// Whether some classes are known sooner than others, so that labels that came early are not like all.
    var dependsOnClass: Bool

    package init(within: Int64? = nil, usual: Int64? = nil, most: Int64? = nil, dataEnd: Timestamp? = nil, dependsOnClass: Bool = false) {
        self.within = within
        self.usual = usual
        self.most = most
        self.dataEnd = dataEnd
        self.dependsOnClass = dependsOnClass
    }

    /// When a window was judged by its labels: when they were due, or else when the data end.
    func time(ofWindowEnding end: Timestamp) -> Timestamp {
        guard let dataEnd else { return end }
        let due = within.map { end.advanced(byMicroseconds: $0) } ?? dataEnd
        return max(end, min(due, dataEnd))
    }

    /// Whether the data end before all labels of a window are due.
    func isIncomplete(windowEnding end: Timestamp?) -> Bool {
        guard let end, let dataEnd, let within else { return false }
        return end.advanced(byMicroseconds: within) > dataEnd
    }
}

/// Finds how long after their records labels come.
struct ReplayPlan {
    let store: any Store
    let schema: ModelSchema
    let labelsWithin: LabelsWithin

    /// The share of all labels that is waited for.
    private static let waitedShare = 0.8

    func replay(_ input: CheckInput, windowing: Windowing, notes: inout [String]) async throws -> Replay {
        guard let (labels, arrival) = labelTimes(input) else {
            if labelsWithin != .auto {
                notes.append(
                    "Labels: all count, whatever --labels-within says, because no column is known as their time of "
                        + "arrival; name it with --column actual_timestamp=NAME.")
            }
            return Replay()
        }
        let dataEnd = try await lastTime(of: [(labels, arrival)] + recordTimes(input.current).map { (input.current, $0) })
        let all = Replay(dataEnd: dataEnd)
        guard windowing.granularity.bucket != nil, let time = windowing.timeColumn, labelsWithin != .all else {
            notes.append("Labels: judged with all there are, at the end of the data.")
            return all
        }
        let delays = try await delays(input, time: time, labels: labels, arrival: arrival)
        guard delays.total > 0 else {
            notes.append("Labels: all count, because no label that belongs to a record has a readable '\(arrival)'.")
            return Replay()
        }
        var within = delays.time(untilShare: Self.waitedShare) ?? 0
        let classes = try await classDelays(input, time: time, labels: labels, arrival: arrival)
        if classes.differ {
            within = max(within, classes.slowest(untilShare: ClassDelays.waitedShare) ?? 0)
            notes.append("Labels: some classes are known sooner than others, so windows wait until nearly all of each have come.")
        }
        if case .time(let time) = labelsWithin { within = time }
        notes.append(
            "Labels: judged with what had arrived \(within.asDuration) after each window; "
                + "\(Int((100 * delays.share(within: within)).rounded(.down))) % of labels come by then.")
        return Replay(within: within, usual: delays.time(untilShare: 0.5), most: delays.time(untilShare: 0.95), dataEnd: dataEnd,
            dependsOnClass: classes.differ)
    }

    /// The relation that holds production's labels and the column of their arrival there.
    private func labelTimes(_ input: CheckInput) -> (Relation, String)? {
        guard let actual = schema.column(.actual)?.name, let arrival = schema.column(.actualTimestamp)?.name else { return nil }
        return [input.actuals, input.current].compactMap(\.self).first { $0.column(actual) != nil }
            .flatMap { $0.column(arrival) == nil ? nil : ($0, arrival) }
    }

    private func recordTimes(_ current: Relation) -> [String] {
        [ColumnRole.timestamp, .receivedAt].compactMap { schema.column($0)?.name }.filter { current.column($0) != nil }
    }

    private func lastTime(of columns: [(Relation, String)]) async throws -> Timestamp? {
        var last: Timestamp?
        for (relation, column) in columns {
            let whole = try await store.moments(of: [], in: relation, by: Windowing(.whole, timeColumn: column)).first
            if let time = whole?.lastTime { last = max(last ?? time, time) }
        }
        return last
    }

    /// From some of the records: the time until most labels have come needs no more.
    private func delays(
        _ input: CheckInput, time: String, labels: Relation, arrival: String
    ) async throws -> DelayCounts {
        guard let query = try await delayQuery(input, time: time, labels: labels, arrival: arrival) else {
            return DelayCounts(unit: TimeBucket.hour.length, entries: [])
        }
        return try await store.delays(query)
    }

    /// The delays of each class, of which the first ten are looked at.
    private func classDelays(_ input: CheckInput, time: String, labels: Relation, arrival: String) async throws -> ClassDelays {
        guard let actual = schema.column(.actual)?.name,
            var query = try await delayQuery(input, time: time, labels: labels, arrival: arrival, and: actual)
        else { return ClassDelays([]) }
        let records = query.records
        var delays: [DelayCounts] = []
        for name in schema.classes.prefix(10) {
            guard let slice = OutcomeSlices.equal(name, of: actual, in: [labels]) else { continue }
            if case .joined(let labels, let recordID, let otherID, let arrival) = query.arrival {
                let own = try await store.filtered(labels, by: slice)
                query.arrival = .joined(own, recordID: recordID, otherID: otherID, arrival: arrival)
                delays.append(try await store.delays(query))
                query.arrival = .joined(labels, recordID: recordID, otherID: otherID, arrival: arrival)
            } else {
                query.records = try await store.filtered(records, by: slice)
                delays.append(try await store.delays(query))
            }
        }
        return ClassDelays(delays)
    }

    /// - Parameter more: a column of the labels that is wanted, too.
    /// - Returns: `nil` where no label can be found for a record.
    private func delayQuery(
        _ input: CheckInput, time: String, labels: Relation, arrival: String, and more: String? = nil
    ) async throws -> DelayQuery? {
        var source = DelayQuery.Arrival.column(arrival)
        var columns = [time, arrival] + (more.map { [$0] } ?? [])
        if labels == input.actuals {
            guard let id = schema.column(.predictionID)?.name, labels.column(id) != nil, input.current.column(id) != nil else { return nil }
            columns = [time, id]
            source = .joined(labels, recordID: id, otherID: id, arrival: arrival)
        }
        let records = try await store.sample(
            of: input.current, rows: TypeInference.sampleRows, columns: columns.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
        return DelayQuery(records: records, time: time, arrival: source, unit: TimeBucket.hour.length)
    }
}
