internal import Domain
internal import Statistics

/// A window in which the predictions of some records turned out another way than they did.
struct OutcomeChange {
    /// The records it is about; `nil` for all.
    var slice: Slice?
    /// The signal's stable name.
    var signal: String
    var span: Range<Timestamp>
    /// Since when it is so, most likely, and what else is possible.
    var onset: Timestamp
    var onsetRange: ClosedRange<Timestamp>
    /// Until when it was so: long windows show what was over before they ended.
    var end: Timestamp
    var value: Double
    var expected: Double
    var isError: Bool
    var pValue: Double
    /// What was seen, in words that follow the slice's.
    var what: String
}

/// Turns changes of outcomes into alerts. What several slices and signals show at one time is one event, told of the records in which it is the surest.
struct OutcomeAlerts {
    let windows: [WindowReport]
    let replay: Replay
    /// How long after their records labels usually come, where windows are of their arrival.
    let labelLag: Int64?

    func alerts(of changes: [OutcomeChange]) -> [Alert] {
        let ordered = changes.sorted { ($0.span.upperBound, $0.pValue) < ($1.span.upperBound, $1.pValue) }
        return Episode.episodes(of: ordered, \.span).map { episode in
            let surest = told(of: episode)
            let end = episode.findings.map(\.end).max() ?? episode.first.end
            // What was found later tells of whom it was; it began before it was found.
            let earliest = surest.onset <= episode.first.onset ? surest : episode.first
            let since = moment(earliest.onset)
            let about = surest.slice.map { "\($0.description): " } ?? ""
            return Alert(
                time: labelLag == nil ? replay.time(ofWindowEnding: episode.first.span.upperBound) : episode.first.span.upperBound,
                kind: .performance, feature: nil, slice: surest.slice?.description, signal: surest.signal, value: surest.value,
                expected: surest.expected, severity: episode.findings.contains(where: \.isError) ? .error : .warning, since: since,
                sinceRange: moment(earliest.onsetRange.lowerBound)...moment(earliest.onsetRange.upperBound),
                message: about + surest.what, windows: windows.places(from: since, to: moment(end)))
        }
    }

    /// The surest; but what all records show nearly as much is not a slice's.
    private func told(of episode: Episode<OutcomeChange>) -> OutcomeChange {
        func surest(_ changes: [OutcomeChange]) -> OutcomeChange? { changes.min { $0.pValue < $1.pValue } }
        func size(_ change: OutcomeChange) -> Double { abs(change.value - change.expected) }
        let told = surest(episode.findings) ?? episode.first
        let whole = surest(episode.findings.filter { $0.slice == nil && $0.signal == told.signal })
        return whole.flatMap { size($0) >= Self.nearly * size(told) ? $0 : nil } ?? told
    }

    private static let nearly = 0.8

    /// When the records were whose labels came then.
    private func moment(_ time: Timestamp) -> Timestamp { time.advanced(byMicroseconds: -(labelLag ?? 0)) }
}
