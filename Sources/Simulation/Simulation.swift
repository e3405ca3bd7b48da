internal import Domain
internal import Store

/// Seeded credit-scoring traffic with or without a failure.
///
/// Any stretch of rows can be made at any time, on any thread: `slab(_:rows:)` is a pure function. Bytes do not depend
/// on the platform: no function of its mathematics library is called.
package struct Simulation: Sendable {
    package let scenario: Scenario
    let injection: Injection?
    private let schedules: [Segment: Schedule]

    /// The version in production, and the one that a release brings.
    package static let version = "credit-2.4"
    package static let nextVersion = "credit-2.5"
    /// The candidates that score the same rows in its shadow.
    package static let candidateVersions = ["credit-logistic", "credit-boosted"]
    /// Scores at or above it are a predicted default.
    package static let threshold = 0.35

    /// - Throws: `SimulationError` when the scenario cannot be.
    package init(_ scenario: Scenario) throws(SimulationError) {
        try scenario.validate()
        self.scenario = scenario
        let validationStart = scenario.start.advanced(
            byMicroseconds: -Int64(scenario.validationDays) * microsecondsPerDay)
        let trainingStart = validationStart.advanced(byMicroseconds: -Int64(scenario.trainingDays) * microsecondsPerDay)
        func schedule(_ segment: Segment, _ start: Timestamp, days: Int, rows: Int) -> Schedule {
            Schedule(
                start: start, hours: 24 * days, rows: rows, segment: segment, seed: scenario.seed,
                overdispersed: scenario.overdispersed)
        }
        let production = schedule(.production, scenario.start, days: scenario.days, rows: scenario.rows)
        schedules = [
            .training: schedule(.training, trainingStart, days: scenario.trainingDays, rows: scenario.trainingRows),
            .validation: schedule(
                .validation, validationStart, days: scenario.validationDays, rows: scenario.validationRows),
            .production: production,
        ]
        guard var injection = try Injection(scenario.failure, scenario: scenario) else {
            self.injection = nil
            return
        }
        if let feature = injection.feature, injection.submode == .staleSource {
            injection.stale = Self.lastKnown(feature, before: injection.start, production, scenario)
        }
        self.injection = injection
    }

    /// Rows of a segment before anything is dropped or repeated: what `slab(_:rows:)` counts.
    package func rowCount(of segment: Segment) -> Int { schedules[segment]?.rowCount ?? 0 }

    /// The rows with these numbers, as they go into the files.
    package func slab(_ segment: Segment, rows: Range<Int>) -> Slab {
        guard let schedule = schedules[segment] else { preconditionFailure("every segment has a schedule") }
        let injection = segment == .production ? injection : nil
        let maker = RowMaker(scenario: scenario, segment: segment, injection: injection)
        var builder = SlabBuilder(maker, rowCount: schedule.rowCount, capacity: rows.count)
        var row = rows.lowerBound
        while row < rows.upperBound {
            let hour = schedule.hour(ofRow: row)
            let first = schedule.rowsBefore[hour]
            let last = min(rows.upperBound, schedule.rowsBefore[hour + 1])
            let times = schedule.times(inHour: hour)
            let moment = Self.moment(hour, schedule, scenario)
            for index in row..<last { builder.add(index, at: times[index - first], moment) }
            row = last
        }
        return builder.slab
    }

    private static func moment(_ hour: Int, _ schedule: Schedule, _ scenario: Scenario) -> Moment {
        Moment(hour: schedule.firstHour + hour, seed: scenario.seed, overdispersed: scenario.overdispersed)
    }

    /// The last row before a moment that has a value of the feature; the first row when there is none.
    private static func lastKnown(
        _ feature: Feature, before time: Int64, _ schedule: Schedule, _ scenario: Scenario
    ) -> Person {
        let maker = RowMaker(scenario: scenario, segment: .production, injection: nil)
        func inputs(_ row: Int) -> Person {
            maker.row(row, at: time, moment(schedule.hour(ofRow: row), schedule, scenario)).inputs
        }
        var row = schedule.firstRow(at: Timestamp(microseconds: time)) - 1
        while row > 0, inputs(row).isMissing(feature) { row -= 1 }
        return inputs(max(row, 0))
    }
}
