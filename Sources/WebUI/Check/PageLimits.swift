/// How much of a report a page shows. With the chart library at a megabyte, these keep any page under three.
package struct PageLimits: Sendable {
    /// Features with a row in the heat map and a distribution of their own.
    package var features = 60
    /// Columns of the heat map; more windows are put together, the worst of each group showing.
    package var heatColumns = 120
    /// Windows in charts of numbers over windows, the latest ones.
    package var chartWindows = 720
    /// Points in the performance chart over all metrics; what it leaves is at least four metrics.
    package var performancePoints = 6_000
    /// Points in each other chart over windows, over all that can be chosen; what it leaves is at least two.
    package var chartPoints = 3_000
    /// Windows of signals that have windows of their own, which need names as well.
    package var ownWindows = 120
    package var metrics = 80
    /// Proxies, and signals of several columns, that can be chosen.
    package var proxies = 20
    package var signals = 20
    package var slices = 50
    package var alerts = 100
    package var qualityChecks = 120
    package var columns = 200
    package var notes = 40
    /// Bins of one distribution; finer ones are put together.
    package var bins = 40
    /// Values of a categorical column; the rest is one bar.
    package var categories = 12

    package init() {}
}

/// One thing that a page leaves out, for the reader to know.
struct Omission {
    static func note(shown: Int, of total: Int, _ noun: String, by order: String) -> HTML {
        guard shown < total else { return .empty }
        return Tag.p(.class("omission")) {
            "Showing \(Numbers.whole(shown)) of \(Numbers.whole(total)) \(noun), \(order). "
            "The JSON report (--json) holds all of them."
        }
    }
}
