package import Domain

/// What to simulate. The same scenario gives the same rows, always and everywhere.
package struct Scenario: Sendable, Hashable {
    package var seed: UInt64
    /// Start of production, at a full hour; validation ends and training ended before it.
    package var start: Timestamp
    /// Length of production in days.
    package var days: Int
    /// Rows of production, had nothing happened.
    package var rows: Int
    package var trainingRows: Int
    package var validationRows: Int
    package var trainingDays = 90
    package var validationDays = 28
    /// Whether hours differ in volume and mix beyond rhythm and chance.
    package var overdispersed: Bool
    /// Median hours from prediction to label.
    package var labelDelayHours = 48.0
    /// Standard deviation of the logarithm of that delay.
    package var labelDelaySpread = 0.5
    /// Share of predictions whose label never comes.
    package var neverLabelled = 0.05
    /// The number in each segment's first `prediction_id`.
    package var firstID = 0
    package var failure: Failure

    /// 2026-01-05, a Monday.
    package static let usualStart = Timestamp(microseconds: 1_767_571_200_000_000)

    /// - Parameters:
    ///   - trainingRows: `nil` for half as many as in production.
    ///   - validationRows: `nil` for production's daily volume.
    package init(
        seed: UInt64 = 1, start: Timestamp = Scenario.usualStart, days: Int = 30, rows: Int = 100_000,
        trainingRows: Int? = nil, validationRows: Int? = nil, overdispersed: Bool = false,
        failure: Failure = Failure(.none)
    ) {
        self.seed = seed
        self.start = start
        self.days = days
        self.rows = rows
        self.trainingRows = trainingRows ?? rows / 2
        self.validationRows = validationRows ?? min(rows, Self.mostRows) * validationDays / max(days, 1)
        self.overdispersed = overdispersed
        self.failure = failure
    }

    private static let mostRows = 1_000_000_000
    private static let mostIDs = 1_000_000_000_000_000

    /// The end of production; labels that come later are not there.
    package var end: Timestamp { start.advanced(byMicroseconds: Int64(days) * microsecondsPerDay) }

    func validate() throws(SimulationError) {
        if days < 1 || days > 3_650 { throw SimulationError("days: from 1 to 3650") }
        if rows < 1 || rows > Self.mostRows { throw SimulationError("rows: from 1 to \(Self.mostRows)") }
        guard (0...Self.mostRows).contains(trainingRows), (0...Self.mostRows).contains(validationRows) else {
            throw SimulationError("rows of training and validation: from 0 to \(Self.mostRows)")
        }
        if !(0...Self.mostIDs).contains(firstID) { throw SimulationError("first id: from 0 to \(Self.mostIDs)") }
        if start.microseconds % microsecondsPerHour != 0 { throw SimulationError("start: at a full hour") }
    }
}

let microsecondsPerHour: Int64 = 3_600_000_000
let microsecondsPerDay: Int64 = 24 * microsecondsPerHour
