internal import Domain

/// What was found of one signal as long as it lasted: one alert for people.
struct Episode<Finding> {
    /// In the order of their windows' ends; never empty.
    private(set) var findings: [Finding]

    /// What raised the alert, and so what it says.
    var first: Finding { findings[0] }
    var last: Finding { findings[findings.count - 1] }

    /// A signal that is quiet for so long has recovered; what comes then is another alert.
    private static var quiet: Int64 { 24 * TimeBucket.hour.length }

    /// - Parameter findings: in the order of their windows' ends.
    static func episodes(of findings: [Finding], _ span: (Finding) -> Range<Timestamp>) -> [Self] {
        var episodes: [Self] = []
        for finding in findings {
            if let last = episodes.last?.last, span(finding).lowerBound.microseconds - span(last).upperBound.microseconds <= quiet {
                episodes[episodes.count - 1].findings.append(finding)
            } else {
                episodes.append(Self(findings: [finding]))
            }
        }
        return episodes
    }
}

extension [WindowReport] {
    /// The places of those that have some of this time.
    func places(from start: Timestamp, to end: Timestamp) -> [Int] {
        indices.filter { index in
            guard let first = self[index].start, let last = self[index].end else { return false }
            return first < end && last > start
        }
    }
}

extension Range<Timestamp> {
    /// How long it is, in words.
    var inHours: String {
        let hours = (upperBound.microseconds - lowerBound.microseconds) / TimeBucket.hour.length
        return hours == 1 ? "an hour" : "\(hours) hours"
    }
}
