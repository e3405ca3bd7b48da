internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// The records before an onset and after it, as a diagnosis holds them against one another.
struct EvidenceSides {
    private(set) var onset: Onset?
    /// The onset in seconds; before all records where none is known.
    let start: Double
    /// The baseline and production's records until a day before the first alert: what is between is of neither side. Of the same hours only where all was over within
    /// a day.
    private(set) var before: EvidenceRows.Side
    /// Of each record before, how many it stands for where one after stands for one: of samples not as many may have been kept.
    private(set) var weights: [Double]
    private(set) var after: EvidenceRows.Side
    /// The baseline and all of production's records before the onset.
    let untilOnset: EvidenceRows.Side
    /// The share of records after that are another one again, which are left out; 1 where it is not known.
    private(set) var repeatedShare = 1.0
    /// Whether records that repeat were not sent twice: what they are is of the customers who come, and no failure of its own.
    private(set) var repeatsAreScattered = false

    private static func seconds(_ moment: Timestamp) -> Double { Double(moment.microseconds) / 1e6 }

    /// Until when alerts last, in seconds; `nil` for as long as there are data.
    private var end: Double? { onset?.end.map(Self.seconds) }

    init(_ rows: EvidenceRows, _ alerts: [Alert], _ windows: [WindowReport]) {
        let current = rows.current
        let hasTimes = rows.hasTimes
        func all(_ isWanted: (Double) -> Bool) -> [Int] { current.times.indices.filter { isWanted(current.times[$0]) } }
        func baseline(until end: Double) -> EvidenceRows.Side { rows.baseline.appending(current.taking(hasTimes ? all { $0 < end } : [])) }
        let onset = Onset(alerts, windows: windows, rollOuts: Self.rollOuts(rows))
        let start = onset.map { Self.seconds($0.start) } ?? -.infinity
        (self.onset, self.start) = (onset, start)
        before = baseline(until: onset.map { Self.seconds($0.calmUntil) } ?? -.infinity)
        untilOnset = baseline(until: start)
        weights = [Double](repeating: rows.kept.current / rows.kept.baseline, count: rows.baseline.count)
            + [Double](repeating: 1, count: before.count - rows.baseline.count)
        after = hasTimes ? current.taking(all { $0 >= start }) : current
        if onset?.lasts == false, isStillOn || bringsNewTexts(rows) || (hasTimes && (movedStay(rows) || outcomesStay(rows.task))) { self.onset?.goOn() }
        if hasTimes, let end {
            after = after.taking(after.times.indices.filter { after.times[$0] < end })
            keepTheseHours(from: start, to: end)
        }
        // What is sent twice counts once: it would make all else that differs look surer than it is.
        guard hasTimes, RecordSignals(alerts).contains(.repeats) else { return }
        // Whatever comes again under its own identity was sent again; and of sides that were sampled unlike each other repeats cannot be held together.
        let haveOwnIdentities = !alerts.contains { $0.signal == QualityCheck.duplicateRate.rawValue }
        if let onset, haveOwnIdentities, (0.8...1.25).contains(rows.kept.current / max(rows.kept.baseline, 1e-9)) {
            repeatsAreScattered = RepeatLags(rows.baseline.appending(current), before: Self.seconds(onset.calmUntil), after: start).areScattered
        }
        guard !repeatsAreScattered else { return }
        let kept = before.withoutRepeats
        (before, weights) = (before.taking(kept), kept.map { weights[$0] })
        let single = after.withoutRepeats
        if rows.isWhole, after.count > 0 { repeatedShare = 1 - Double(single.count) / Double(after.count) }
        after = after.taking(single)
    }

    /// What was over within a day is held against the same hours of other days: columns follow the hour.
    private mutating func keepTheseHours(from start: Double, to end: Double) {
        let hour = 3_600.0
        guard end - start < 24 * hour, before.times.allSatisfy(\.isFinite) else { return }
        func ofDay(_ time: Double) -> Int { Int((time / hour).rounded(.down)) % 24 }
        let hours = Set(stride(from: start, to: end, by: hour).map(ofDay)).union([ofDay(end.nextDown)])
        let kept = before.times.indices.filter { hours.contains(ofDay(before.times[$0])) }
        guard kept.count >= Self.leastOfHours else { return }
        (before, weights) = (before.taking(kept), kept.map { weights[$0] })
    }

    private static let leastOfHours = 400

    /// Whether records that came when alerts about columns were over are still as those were that were alerted, by one of these columns: windows of few records
    /// tell a change now and then only. By how many times as likely their values are as with the shares before: `exp(leastFavour)` at least.
    private func movedStay(_ rows: EvidenceRows) -> Bool {
        guard let onset, let end else { return false }
        let alerted = Set(onset.alerts.filter { $0.kind == .drift || $0.kind == .quality }.compactMap(\.feature))
        let (during, rest) = (after.times.indices.filter { after.times[$0] < end }, after.times.indices.filter { after.times[$0] >= end })
        guard during.count >= Self.leastTold, rest.count >= Self.leastTold else { return false }
        return rows.columns.enumerated().contains { place, column in
            guard alerted.contains(column.name) else { return false }
            let coding = EvidenceCoding(before.cells[place])
            func counts(_ codes: some Sequence<Int>) -> [Double] { codes.reduce(into: [Double](repeating: 0, count: coding.size)) { $0[$1] += 1 } }
            let codes = coding.codes(after.cells[place])
            let usual = counts(coding.codes(before.cells[place])).map { ($0 + 0.5) / (Double(before.count) + 0.5 * Double(coding.size)) }
            // Shares of a few records, drawn towards what was usual as those of so many more would.
            let told = zip(counts(during.map { codes[$0] }), usual).map { ($0 + Self.prior * $1) / (Double(during.count) + Self.prior) }
            let favour = rest.reduce(0) { $0 + log(told[codes[$1]] / usual[codes[$1]]) }
            return favour > Self.leastFavour
        }
    }

    private static let (leastTold, prior, leastFavour) = (30, 10.0, 3.0)

    /// The same of alerts about performance: whether records that came when these were over still turn out as those did that were alerted, by what they lose or by
    /// their truths, beyond what such predictions let expect.
    private func outcomesStay(_ task: ModelTask) -> Bool {
        guard let onset, let end, onset.alerts.contains(where: { $0.kind == .performance }),
            let outcome = OutcomeEvidence(before: before, after: after, task: task)
        else { return false }
        // Classes of several are no numbers.
        let kinds = [(outcome.excessBefore, outcome.excess)] + (task == .multiclass ? [] : [(outcome.surprise.before, outcome.surprise.after)])
        return kinds.contains { before, after in
            func moments(_ isWanted: (Double) -> Bool) -> Moments { Moments(zip(after, self.after.times).filter { $0.isFinite && isWanted($1) }.map(\.0)) }
            let (during, rest) = (moments { $0 < end }, moments { $0 >= end })
            guard during.count >= Self.leastTold, rest.count >= Self.leastTold, let variance = rest.variance(), variance > 0 else { return false }
            let told = during.sum / (Double(during.count) + Self.prior)
            // What was usual is not known better than by so many records, and days differ.
            let usual = before.count(where: \.isFinite)
            let ofMean = variance * DayToDay.overdispersion(before, self.before.times) * (1 / Double(rest.count) + 1 / Double(max(1, usual)))
            return (told * rest.mean - told * told / 2) / ofMean > Self.leastFavour
        }
    }

    /// Whether texts of a column that was alerted for new ones still come as new among the last third of the records, at a third of their rate at least and more
    /// often than new texts ever did: windows of few records do not show a rare one each.
    private func bringsNewTexts(_ rows: EvidenceRows) -> Bool {
        let alerted = Set((onset?.alerts ?? []).filter { $0.signal == QualityCheck.unseenRate.rawValue }.compactMap(\.feature))
        for (place, column) in rows.columns.enumerated() where alerted.contains(column.name) {
            guard case .categories(let known) = before.cells[place], case .categories(let texts) = after.cells[place] else { continue }
            // Those that came shortly before the onset that is told may be of it already.
            let usual = Set(known.dropLast(known.count / 10).compactMap(\.self))
            func share(_ texts: ArraySlice<String?>) -> Double {
                Double(texts.count { text in text.map { !usual.contains($0) } ?? false }) / Double(max(1, texts.count))
            }
            if share(texts.suffix(texts.count / 3)) > max(share(texts[...]) / 3, 2 * share(known.suffix(known.count / 10))) { return true }
        }
        return false
    }

    /// When versions began to answer that did not from the first: those of a fiftieth of the records at least.
    private static func rollOuts(_ rows: EvidenceRows) -> [Timestamp] {
        let (day, current) = (86_400.0, rows.current)
        guard rows.hasTimes, let first = current.times.filter(\.isFinite).min() else { return [] }
        let known = Set(rows.baseline.versions.compactMap(\.self))
        var found: [String: (first: Double, count: Int)] = [:]
        for (version, time) in zip(current.versions, current.times) {
            guard let version, time.isFinite, !known.contains(version) else { continue }
            let own = found[version] ?? (time, 0)
            found[version] = (min(own.first, time), own.count + 1)
        }
        return found.values.filter { $0.first > first + day && $0.count * 50 >= current.count }.map { Timestamp(microseconds: Int64($0.first * 1e6)) }
    }

    /// Whether what was alerted goes on although single windows no longer show it: fewer records come than did all the time since, or the version that began to
    /// answer then answers still.
    private var isStillOn: Bool {
        let signals = RecordSignals(onset?.alerts ?? [])
        if signals.contains(.volumeFell), let volume = VolumeRatios(before: before, weights: weights, after: after, nil) {
            return volume.all < 0.85 && volume.surprise(volume.all) > 4
        }
        guard signals.contains(.disagreement) else { return false }
        let version = VersionChange(before: before, after: after, start: start, excess: nil)
        return version.map { after.versions.suffix(max(1, after.count / 10)).contains($0.new) } ?? false
    }
}
