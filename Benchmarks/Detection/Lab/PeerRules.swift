import Foundation
import Statistics
import Store

/// The peers' published rules on the same counts, by days. `docs/detection-lab.md` says what is whose.
enum Peer: String, Sendable, CaseIterable {
    case evidently, nannyml, arize

    /// Days of a window: Arize's evaluation window is 72 hours, looked at every day.
    var days: Int { self == .arize ? 3 : 1 }
}

/// What a peer's rules look at, by days of production, in parts of the published limit: above 1 they alert.
struct PeerScores: Sendable {
    typealias Days = [Double]
    static let none = Days(repeating: 0, count: Traffic.productionHours / 24)
    var families: [LabAlert.Family: Days] = [:]

    /// The worse of both, day by day.
    mutating func merge(_ other: PeerScores) {
        families.merge(other.families) { zip($0, $1).map(max) }
    }

    /// Days end when they are judged; labels take their time.
    func alerts(limits: [LabAlert.Family: Double]) -> [LabAlert] {
        families.flatMap { family, days in
            days.enumerated().compactMap { day, score in
                guard score > limits[family] ?? 1 else { return nil }
                let delay = family == .performance ? AssayRules.labelDelay : 0
                return LabAlert(time: Double(24 * day + 24) + delay, family: family, note: family.rawValue)
            }
        }
    }
}

extension Peer {
    // MARK: Columns

    func scores(of column: SimulatedColumn, _ counts: DailyCounts) -> PeerScores {
        let whole = counts.whole
        let before = windows(counts.baseline), now = windows(counts.production)
        var scores = PeerScores()
        let reference = cells(column, whole.cells)
        let distance = { (window: DailyCounts.Window) in self.distance(column, reference, self.cells(column, window.cells)) }
        switch self {
        case .evidently, .arize:
            let limit = self == .arize ? 0.2 : 0.1
            scores.families[.drift] = now.map { distance($0) / limit }
        case .nannyml:
            scores.families[.drift] = Self.deviations(before.map(distance), now.map(distance), upperOnly: true)
        }
        // Evidently's generated tests want statistics within a tenth of the reference's.
        scores.families[.quality] = self == .evidently
            ? now.map { Self.relative($0.missingRate, whole.missingRate, 0.1) } : Self.deviations(before.map(\.missingRate), now.map(\.missingRate))
        return scores
    }

    private func windows(_ daily: [DailyCounts.Window]) -> [DailyCounts.Window] {
        days == 1 ? daily : daily.indices.map { DailyCounts.sum(daily[max(0, $0 + 1 - days)...$0]) }
    }

    /// Over the peer's own cells, as far as those of the lab make them up.
    private func cells(_ column: SimulatedColumn, _ counts: [Int]) -> [Int] {
        guard self == .arize, column.isNumeric else { return counts }
        // Four bins of a third of a deviation on each side of the median, and one for what is beyond.
        let median = (column.values[9] + column.values[10]) / 2
        let mean = column.values.reduce(0, +) / 20
        let deviation = (column.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20).squareRoot()
        var cells = [Int](repeating: 0, count: 10)
        for (cell, count) in counts.enumerated() {
            let value = column.values[min(19, max(0, cell - 1))]
            cells[min(9, max(0, Int(((value - median) / deviation * 3).rounded(.down)) + 5))] += count
        }
        return cells
    }

    /// 0 where one side has no values.
    private func distance(_ column: SimulatedColumn, _ reference: [Int], _ current: [Int]) -> Double {
        guard let counts = AlignedCounts(reference: reference, current: current) else { return 0 }
        return switch self {
        case .evidently where column.isNumeric: Self.normedWasserstein(column, counts)
        case .evidently: counts.jensenShannonDistance(base: .e)
        case .nannyml: counts.jensenShannonDistance(base: .two)
        case .arize: Self.stabilityIndex(counts)
        }
    }

    /// Over cells that either side has.
    private static func stabilityIndex(_ counts: AlignedCounts) -> Double {
        let occupied = counts.reference.indices.filter { counts.reference[$0] + counts.current[$0] > 0 }
        return AlignedCounts(reference: occupied.map { counts.reference[$0] }, current: occupied.map { counts.current[$0] })?
            .populationStabilityIndex(emptyCells: .evidently) ?? 0
    }

    /// Of values that stand for their bins, in the reference's deviations.
    private static func normedWasserstein(_ column: SimulatedColumn, _ counts: AlignedCounts) -> Double {
        let (p, q) = (counts.referenceShares, counts.currentShares)
        let values = [column.values[0]] + column.values + [column.values[19]]
        var (distance, difference, mean, square) = (0.0, 0.0, 0.0, 0.0)
        for cell in values.indices {
            if cell > 0 { distance += abs(difference) * (values[cell] - values[cell - 1]) }
            difference += p[cell] - q[cell]
            mean += p[cell] * values[cell]
            square += p[cell] * values[cell] * values[cell]
        }
        return distance / max(0.001, (square - mean * mean).squareRoot())
    }

    // MARK: Records and labels

    func scores(of traffic: Traffic) -> PeerScores {
        var scores = PeerScores()
        guard !traffic.shape.isTraining else { return scores }
        func volumes(_ records: [Int]) -> [Double] {
            (1...(records.count / 24)).map { day in
                let first = max(0, day - days)
                return Double(records[(24 * first)..<(24 * day)].reduce(0, +)) / Double(day - first)
            }
        }
        let (before, now) = (volumes(traffic.baseline), volumes(traffic.production))
        let mean = before.reduce(0, +) / Double(before.count)
        scores.families[.volume] = self == .evidently ? now.map { Self.relative($0, mean, 0.1) } : Self.deviations(before, now)
        return scores
    }

    func scores(of labels: SimulatedLabels) -> PeerScores {
        var worst = PeerScores.none
        for metric in [BinaryMetric.rocAUC, .f1, .accuracy] {
            func value(_ summary: PerformanceSummary) -> Double? {
                guard case .binary(let summary) = summary else { return nil }
                return summary.estimate(metric)?.value
            }
            guard let whole = value(labels.baseline) else { continue }
            let before = labels.baselineDays.map { value($0) ?? whole }, now = labels.days.map { value($0) ?? whole }
            let scores = self == .evidently ? now.map { Self.relative($0, whole, 0.2) } : Self.deviations(before, now)
            worst = zip(worst, scores).map(max)
        }
        return PeerScores(families: [.performance: worst])
    }

    // MARK: Limits

    /// Distance from the mean in parts of three deviations of the baseline's windows.
    private static func deviations(_ before: [Double], _ now: [Double], upperOnly: Bool = false) -> [Double] {
        let mean = before.reduce(0, +) / Double(before.count)
        let deviation = (before.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(before.count)).squareRoot()
        return now.map { value in
            let difference = upperOnly ? value - mean : abs(value - mean)
            return difference <= 0 ? 0 : deviation > 0 ? difference / (3 * deviation) : .infinity
        }
    }

    private static func relative(_ value: Double, _ reference: Double, _ limit: Double) -> Double {
        value == reference ? 0 : reference > 0 ? abs(value - reference) / (limit * reference) : .infinity
    }
}
