package import Domain
package import Statistics

/// Looks at how many records came in the last hour, the last two, four, eight, the last day, two and four days, against what the baseline's
/// hours of the day and days of the week let one expect.
package struct VolumeScan {
    let budget: AlertBudget
    let bucket: TimeBucket

    package init(budget: AlertBudget, bucket: TimeBucket) {
        self.budget = budget
        self.bucket = bucket
    }

    /// Smaller changes of traffic are nobody's failure.
    static let warning = 0.75...(4.0 / 3)
    static let error = 0.4...2.5
    /// Where fewer are expected, nobody would act on it.
    private static let leastExpected = 10.0

    /// A window in which there are more or fewer records than usual.
    package struct Finding {
        var span: Range<Timestamp>
        /// When it was so, most likely: long windows show what was over before they ended.
        var changed: Range<Timestamp>
        var count: VolumeCount
        var forecast: VolumeForecast
        var pValue: Double
    }

    /// In the order in which they were found. Units in which data begin or end are not judged, as they are not whole.
    ///
    /// - Returns: `nil` where the baseline does not tell what is usual.
    package func findings(baseline: (first: Int64, records: [Int]), current: (first: Int64, records: [Int])) -> [Finding]? {
        let unitsOfDay = max(1, Int(24 * TimeBucket.hour.length / bucket.length))
        let before = baseline.records.dropFirst().dropLast()
        let now = current.records.dropFirst().dropLast()
        let (baselineFirst, first) = (baseline.first + 1, current.first + 1)
        guard let profile = VolumeProfile(records: Array(before), first: baselineFirst, unitsOfDay: unitsOfDay) else { return nil }
        let known = VolumeHistory(records: before, first: baselineFirst, profile)
        let history = VolumeHistory(records: now, first: first, profile)
        let lengths = unitsOfDay == 1 ? [1, 2, 4, 8] : [1, 2, 4, 8, unitsOfDay, 2 * unitsOfDay, 4 * unitsOfDay]
        let forecasts = lengths.compactMap { length in forecast(known, length, profile.seasons).map { (length, $0) } }
        guard !forecasts.isEmpty else { return nil }
        var findings: [Finding] = []
        for (length, forecast) in forecasts where length <= history.length {
            let step = RateScan.step(length)
            let hours = Double(bucket.length * Int64(step)) / Double(TimeBucket.hour.length)
            let level = budget.level(share: 1 / Double(2 * forecasts.count), every: hours)
            for end in stride(from: length, through: history.length, by: step) {
                let window = (end - length)..<end
                let count = history[window]
                guard count.expected >= Self.leastExpected, !Self.warning.contains(count.ratio) else { continue }
                let chances = forecast.pValues(count)
                let pValue = min(chances.upper, chances.lower)
                guard pValue < level else { continue }
                let changed = changed(in: history, window, count.ratio)
                findings.append(
                    Finding(
                        span: bucket.start(of: first + Int64(window.lowerBound))..<bucket.start(of: first + Int64(end)),
                        changed: bucket.start(of: first + Int64(changed.lowerBound))..<bucket.start(of: first + Int64(changed.upperBound)), count: count, forecast: forecast, pValue: pValue))
            }
        }
        return findings.sorted { ($0.span.upperBound, $0.pValue) < ($1.span.upperBound, $1.pValue) }
    }

    private func forecast(_ history: VolumeHistory, _ length: Int, _ seasons: Double) -> VolumeForecast? {
        let step = max(1, length / 2)
        let windows = stride(from: length, through: history.length, by: step).map { history[($0 - length)..<$0] }
        return VolumeForecast(windows: windows, seasons: seasons, overlap: Double(length) / Double(step))
    }

    /// Where, within the window and twice its length before it, the surplus or the loss is largest: the stretch with the greatest sum of
    /// differences from the middle between what is usual and what was seen (Page's cumulative sums, 1954, with both ends free).
    private func changed(in history: VolumeHistory, _ window: Range<Int>, _ ratio: Double) -> Range<Int> {
        let middle = (1 + ratio) / 2
        var (best, stretch) = (0.0, window)
        var (sum, start) = (0.0, max(0, window.lowerBound - 2 * window.count))
        for unit in start..<window.upperBound {
            let count = history[unit..<(unit + 1)]
            let difference = Double(count.records) - middle * count.expected
            sum += ratio > 1 ? difference : -difference
            if sum > best { (best, stretch) = (sum, start..<(unit + 1)) }
            if sum <= 0 { (sum, start) = (0, unit + 1) }
        }
        return stretch
    }
}

/// Records of units that follow each other, with what was expected of each.
private struct VolumeHistory {
    /// What had come before each unit, and at the end all.
    private let sums: [VolumeCount]

    init(records: ArraySlice<Int>, first: Int64, _ profile: VolumeProfile) {
        sums = records.enumerated().reduce(into: [VolumeCount()]) { sums, unit in
            let count = VolumeCount(records: unit.element, expected: profile.expected(first + Int64(unit.offset)))
            sums.append(sums[sums.count - 1] + count)
        }
    }

    var length: Int { sums.count - 1 }

    /// Of some units, counted from the first.
    subscript(_ units: Range<Int>) -> VolumeCount { sums[units.upperBound] - sums[units.lowerBound] }
}
