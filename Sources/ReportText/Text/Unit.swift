package import Domain

/// The unit in which a signal's values are written.
package enum Unit: Sendable, Hashable {
    /// A share of one, shown in percent.
    case share
    /// A number of things.
    case count
    /// A bare number: a distance, a metric.
    case number
    /// A quantity with a unit's name, such as `hours`.
    case named(String)

    /// The unit that a quality check names.
    package init(name: String) {
        self = switch name {
        case "share", "rate": .share
        case "count", "values", "rows": .count
        case "", "number": .number
        default: .named(name)
        }
    }

    /// The unit of a signal: that of its quality check, if the report has one; otherwise its name tells a rate.
    package init(of alert: Alert, in report: CheckReport) {
        if let check = report.quality.first(where: { $0.check == alert.signal && $0.feature == alert.feature }) {
            self.init(name: check.unit)
        } else if alert.kind == .volume {
            self = .count
        } else {
            self = alert.signal.hasSuffix("_rate") || alert.signal.hasSuffix("_share") ? .share : .number
        }
    }

    private static let signs = ["hours": "h", "minutes": "min", "seconds": "s", "days": "d"]

    /// The value with its unit.
    package func text(_ value: Double?) -> String {
        guard let value else { return Figures.unknown }
        switch self {
        case .share: return Figures.percent(value)
        case .number: return Figures.number(value)
        case .count:
            guard let whole = Int(exactly: value) else { return Figures.number(value) }
            return Figures.count(whole)
        case .named(let name):
            let sign = StyledText(Self.signs[name] ?? name).shortenedInTheMiddle(to: 10)
            return "\(Figures.number(value)) \(sign.plain)"
        }
    }
}
