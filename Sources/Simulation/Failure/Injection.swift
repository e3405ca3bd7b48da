internal import Domain

/// A failure made ready: names resolved, defaults filled in, and what it needs to know of the time before.
struct Injection: Sendable {
    let mode: Failure.Mode
    let submode: Failure.Submode
    let severity: Double
    let feature: Feature?
    /// The feature that changes places with `feature` (columns_swapped).
    let partner: Feature?
    let slice: SliceTest?
    let newIDs: Bool
    /// Microseconds of the first moment affected.
    let start: Int64
    /// Microseconds from which the effect is whole.
    let full: Int64
    /// A row from right before the start (stale_source).
    var stale = Person()

    /// - Throws: `SimulationError` when the parts do not fit together.
    init?(_ failure: Failure, scenario: Scenario) throws(SimulationError) {
        guard failure.mode.submodes.contains(failure.submode) else {
            throw SimulationError(
                "\(failure.mode.rawValue) can be: \(failure.mode.submodes.map(\.rawValue).joined(separator: ", "))")
        }
        guard failure.submode != .plain else { return nil }
        guard failure.startDay >= 0, failure.startDay < Double(scenario.days) else {
            throw SimulationError("the failure has to start within production, from day 0 to \(scenario.days)")
        }
        mode = failure.mode
        submode = failure.submode
        severity = failure.severity ?? failure.usualSeverity
        let most = mode == .covariateDrift ? 10.0 : 1
        guard severity > 0, severity <= most else {
            throw SimulationError("the severity of \(mode.rawValue) is above 0 and at most \(most)")
        }
        let feature = try Self.feature(of: failure)
        self.feature = feature
        partner = try submode == .columnsSwapped ? Self.partner(of: feature) : nil
        if case .categorical = feature, mode == .covariateDrift, severity > 1 {
            throw SimulationError("the severity is a share for a categorical feature: at most 1")
        }
        if let slice = failure.slice ?? failure.usualSlice {
            self.slice = try SliceTest(slice)
        } else if submode == .slice {
            throw SimulationError("the submode slice needs a slice")
        } else {
            slice = nil
        }
        newIDs = failure.newIDs
        start = scenario.start.microseconds + Int64((failure.startDay * Double(microsecondsPerDay)).rounded())
        guard failure.rampDays >= 0, failure.rampDays <= 3_650 else {
            throw SimulationError("the ramp takes from 0 to 3650 days")
        }
        full = submode == .gradual ? start + Int64((failure.rampDays * Double(microsecondsPerDay)).rounded()) : start
    }

    /// The severity at a moment: 0 before the start, rising to the whole along the ramp.
    func strength(at time: Int64) -> Double {
        if time < start { return 0 }
        if time >= full { return severity }
        return severity * Double(time - start) / Double(full - start)
    }

    /// Whether the slice, if there is one, holds the person.
    func concerns(_ person: Person) -> Bool { slice?.matches(person) ?? true }

    private static func feature(of failure: Failure) throws(SimulationError) -> Feature? {
        guard let name = failure.feature else { return failure.usualFeature }
        guard let feature = Feature(name: name) else { throw .unknownFeature(name) }
        guard failure.takesFeature else {
            throw SimulationError(
                "\(failure.mode.rawValue)/\(failure.submode.rawValue) is not a failure of one feature")
        }
        if let objection = failure.objection(to: feature) { throw SimulationError(objection) }
        return feature
    }

    /// The next feature of the same kind: most swaps are of neighbours.
    private static func partner(of feature: Feature?) throws(SimulationError) -> Feature? {
        switch feature {
        case .numeric(.creditUtilisation): .numeric(.loanToIncome)
        case .numeric(let feature):
            NumericFeature(rawValue: (feature.rawValue + 1) % NumericFeature.allCases.count).map(Feature.numeric)
        case .categorical: throw SimulationError("columns_swapped needs a numeric feature")
        case nil: nil
        }
    }
}
