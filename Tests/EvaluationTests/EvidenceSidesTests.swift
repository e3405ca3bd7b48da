import Domain
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects which records a diagnosis holds against which: those of the same hours where something was over within a day, and all since then where what was alerted
/// goes on though no alert says so.
@Suite struct EvidenceSidesTests {
    private static let day = 86_400.0
    private static func moment(_ days: Double) -> Timestamp { Timestamp(microseconds: Int64(days * day * 1e6)) }
    /// Production: four weeks after four weeks of the baseline.
    private static let first = 28
    private static let windows = (first..<(first + 28)).map {
        WindowReport(label: "\($0)", start: moment(Double($0)), end: moment(Double($0 + 1)), rows: 1, labelled: 1)
    }

    private static func alert(_ kind: Alert.Kind, _ signal: String, since: Double, days: ClosedRange<Int>) -> Alert {
        Alert(
            time: moment(since + 1), kind: kind, feature: nil, signal: signal, value: 0.5, expected: 0.4, severity: .error, since: moment(since), message: "",
            windows: days.map { $0 - first })
    }

    /// What is wrong with truths from one day to another.
    enum Wrong: Sendable { case nothing, anyones, alwaysTrue }

    private static let perDay = 144

    /// Records every ten minutes, whose scores are calibrated where nothing is wrong; `restless` days differ.
    private static func side(
        days: Range<Int>, _ wrong: Wrong = .nothing, _ span: Range<Double> = 0..<0, restless: Double = 0, _ random: inout SplitMix64
    ) -> EvidenceRows.Side {
        let times = (0..<(days.count * perDay)).map { Double(days.lowerBound) * day + (Double($0) + 0.5) * day / Double(perDay) }
        let scores = times.map { _ in 0.2 + 0.6 * random.nextUniform() }
        let moods = days.map { _ in restless * random.nextNormal() }
        let truths = times.indices.map { row -> Double in
            let chance = min(1, max(0, scores[row] + moods[row / perDay]))
            guard span.contains(times[row] / day) else { return random.nextUniform() < chance ? 1 : 0 }
            return switch wrong {
            case .nothing: random.nextUniform() < chance ? 1 : 0
            case .anyones: random.nextUniform() < 0.5 ? 1 : 0
            case .alwaysTrue: random.nextUniform() < 0.7 ? 1 : 0
            }
        }
        return EvidenceRows.Side(
            cells: [.numbers(times.map { ($0 / 3_600).truncatingRemainder(dividingBy: 24) })], times: times, scores: scores, versions: times.map { _ in nil },
            truths: truths, losses: zip(scores, truths).map { ($0 - $1) * ($0 - $1) })
    }

    private static func rows(
        _ wrong: Wrong = .nothing, _ span: Range<Double> = 0..<0, task: ModelTask = .binary, restless: Double = 0, seed: UInt64
    ) -> EvidenceRows {
        var random = SplitMix64(seed: seed)
        return EvidenceRows(
            columns: [.init(name: "hour", type: .numeric)], task: task, baseline: side(days: 0..<first, restless: restless, &random),
            current: side(days: first..<(first + 28), wrong, span, restless: restless, &random), kept: (1, 1))
    }

    private static func sides(_ rows: EvidenceRows, _ alert: Alert) -> EvidenceSides { EvidenceSides(rows, [alert], windows) }

    /// Windows of few labels tell now and then only that scores tell less than they did, or that truths are others.
    @Test(arguments: [(Wrong.anyones, ModelTask.binary), (.alwaysTrue, .binary), (.anyones, .regression), (.anyones, .multiclass)])
    func whatRecordsGoOnLosingLasts(_ wrong: Wrong, _ task: ModelTask) {
        let alert = Self.alert(.performance, "log_loss", since: 38, days: 38...42)
        for seed in 1...3 as ClosedRange<UInt64> {
            let staying = Self.sides(Self.rows(wrong, 38..<56, task: task, seed: seed), alert)
            #expect(staying.onset?.lasts == true && staying.after.count == 18 * Self.perDay)
            let over = Self.sides(Self.rows(wrong, 38..<43, task: task, seed: seed), alert)
            #expect(over.onset?.lasts == false && over.after.count == 5 * Self.perDay)
        }
        // Alerts about inputs say nothing of outcomes.
        let ofColumns = Self.sides(Self.rows(wrong, 38..<56, task: task, seed: 1), Self.alert(.drift, "share_shift", since: 38, days: 38...42))
        #expect(ofColumns.onset?.lasts == false)
    }

    /// In healthy months an alert by chance is over when it is over, where days differ, too: at most one in twenty goes on by losses, and by truths, as what is twenty
    /// times as likely with it as without comes that often at most (Markov's inequality).
    @Test(arguments: [0.0, 0.05]) func chanceDoesNotLast(_ restless: Double) {
        let alert = Self.alert(.performance, "log_loss", since: 38, days: 38...42)
        let lasting = (1...60 as ClosedRange<UInt64>).count { Self.sides(Self.rows(restless: restless, seed: $0), alert).onset?.lasts == true }
        #expect(lasting <= 6)
    }

    /// By hand: days of two values each, about 0, 0, 0, 3, 3 and 3; the variance of all is 3.25, and each day lies 1.5 from their mean.
    @Test func daysDifferByMoreThanChance() {
        let means: [Double] = [0, 0, 0, 3, 3, 3]
        let values = means.flatMap { [$0 - 1, $0 + 1] }
        let times = means.indices.flatMap { [Double($0) * Self.day, (Double($0) + 0.5) * Self.day] }
        #expect(abs(DayToDay.overdispersion(values, times) - 6 * 2 * 2.25 / 3.25 / 5) < 1e-12)
        // Missing ones say nothing; days that are alike are no less than chance; four days, and records without times, tell nothing.
        #expect(abs(DayToDay.overdispersion(values + [.nan], times + [9 * Self.day]) - 6 * 2 * 2.25 / 3.25 / 5) < 1e-12)
        #expect(DayToDay.overdispersion(means.flatMap { _ in [-1, 1] }, times) == 1)
        #expect(DayToDay.overdispersion(Array(values.prefix(8)), Array(times.prefix(8))) == 1)
        #expect(DayToDay.overdispersion(values, times.map { _ in .nan }) == 1)
    }

    /// All that came at night is held against other nights, and what lasted for days against all hours.
    @Test func hoursAreHeldAgainstTheSameHours() {
        func hours(_ side: EvidenceRows.Side) -> Set<Int> { Set(side.cells[0].numbers.map { Int($0) }) }
        let late = Self.alert(.drift, "share_shift", since: 38 + 22 / 24, days: 38...38)
        let night = Self.sides(Self.rows(seed: 1), late)
        #expect(hours(night.after) == [22, 23] && hours(night.before) == [22, 23])
        #expect(night.before.count == 37 * 12 && night.weights.count == night.before.count)
        let days = Self.sides(Self.rows(seed: 1), Self.alert(.drift, "share_shift", since: 38 + 22 / 24, days: 38...40))
        #expect(hours(days.before).count == 24)
        // Where nobody knows when records before were, all of them stay; and where there would be too few.
        var timeless = Self.rows(seed: 1)
        timeless.baseline.times = timeless.baseline.times.map { _ in .nan }
        #expect(hours(Self.sides(timeless, late).before).count == 24)
        var few = Self.rows(seed: 1)
        few.baseline = few.baseline.taking(Array(0..<600))
        #expect(hours(Self.sides(few, late).before).count == 24)
    }
}
