import Foundation

/// What a person is told: when, by what kind of signal, about which column.
struct LabAlert: Sendable, Hashable {
    enum Family: String, Sendable, CaseIterable {
        case drift, quality, volume, arrivals, repeats, performance
    }

    /// Hours after production began.
    var time: Double
    var family: Family
    var column: Int?
    /// For finding out what false alerts come from.
    var note = ""
}

/// Alerts that come within a day of the first of them: for people that is one event.
struct LabEvents: Sendable {
    /// The first alert of each.
    private(set) var first: [LabAlert] = []

    init(_ alerts: [LabAlert]) {
        for alert in alerts.sorted(by: { $0.time < $1.time }) {
            if let last = first.last, alert.time <= last.time + 24 { continue }
            first.append(alert)
        }
    }
}

/// Events of months.
struct EventRate: Sendable {
    let byMonth: [Int]

    init(_ byMonth: [Int]) { self.byMonth = byMonth }

    var months: Int { byMonth.count }
    var events: Int { byMonth.reduce(0, +) }
    var rate: Double { months == 0 ? 0 : Double(events) / Double(months) }

    /// Of the rate with 95 % confidence: exact Poisson limits (Wilson and Hilferty's form of the chi-square quantiles) of as many events as would say the
    /// same if they were independent. They are not where one bad baseline spoils a month.
    var interval: ClosedRange<Double> {
        guard months > 0 else { return 0...Double.infinity }
        let variance = byMonth.reduce(0) { $0 + (Double($1) - rate) * (Double($1) - rate) } / Double(max(1, months - 1))
        let inflation = rate > 0 ? max(1, variance / rate) : 1
        let (count, months) = (Double(events) / inflation, Double(months) / inflation)
        func quantile(_ freedom: Double, _ z: Double) -> Double {
            freedom > 0 ? freedom * pow(1 - 2 / (9 * freedom) + z * (2 / (9 * freedom)).squareRoot(), 3) : 0
        }
        return max(0, quantile(2 * count, -1.96) / 2 / months)...(quantile(2 * count + 2, 1.96) / 2 / months)
    }
}
