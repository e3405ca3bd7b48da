import Domain

/// Moments as the report's windows call for: days where a day is the finest cut, minutes otherwise.
struct TimeText {
    let report: CheckReport

    func text(_ time: Timestamp) -> String {
        switch Granularity(report.granularity) {
        case .day, .week: time.day
        default: time.minute
        }
    }

    /// What to call a window; shorter than its label where that is a full time.
    func window(_ place: Int?) -> String {
        guard let place, report.windows.indices.contains(place) else { return Figures.unknown }
        return report.windows[place].label
    }

    /// When the run of bad windows began: a moment, or the first bad window where records have no time.
    func since(_ alert: Alert) -> String {
        if let since = alert.since ?? alert.time { return text(since) }
        guard let first = alert.windows.min() else { return Figures.unknown }
        return window(first)
    }
}
