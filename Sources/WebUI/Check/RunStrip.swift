import Domain

/// Where in time bad windows lie: a thin line for all windows, bars for the bad ones.
struct RunStrip {
    let windows: [Int]
    let count: Int
    let severity: Severity

    /// Places that a strip tells apart; neighbouring windows share one where there are more.
    private static let resolution = 60

    init(windows: [Int], of count: Int, severity: Severity) {
        self.windows = windows.filter { (0..<count).contains($0) }
        self.count = count
        self.severity = severity
    }

    var html: HTML {
        guard count > 1, !windows.isEmpty else { return .empty }
        return Tag.svg(
            .class("run \(severity.rawValue)"), Attribute("viewBox", "0 0 \(places) 8"),
            Attribute("preserveAspectRatio", "none"), Attribute("role", "img"),
            .label("\(severity.word) in \(windows.count) of \(count) windows")
        ) {
            Tag.path(.class("all"), Attribute("d", "M0 3h\(places)v2h-\(places)z"))
            Tag.path(Attribute("d", runs.map { "M\($0.lowerBound) 0h\($0.count)v8h-\($0.count)z" }.joined()))
        }
    }

    private var places: Int { min(count, Self.resolution) }

    /// Stretches of neighbouring places with a bad window.
    private var runs: [Range<Int>] {
        var runs: [Range<Int>] = []
        for place in Set(windows.map { $0 * places / count }).sorted() {
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<(place + 1)
            } else {
                runs.append(place..<(place + 1))
            }
        }
        return runs
    }
}
