extension Simulation {
    /// One sentence on what was done to the traffic.
    package var summary: String {
        guard let injection else { return "No failure injected." }
        let failure = scenario.failure
        let truth = truth(Outcomes())
        let since = truth.startTime ?? truth.benignReleaseTime
        var parts = ["\(failure.mode.rawValue)/\(failure.submode.rawValue) since \(since.map { "\($0)" } ?? "ever")"]
        if let feature = injection.feature {
            parts.append("in " + [feature, injection.partner].compactMap { $0?.name }.joined(separator: " and "))
        }
        if let slice = truth.affectedSlice { parts.append("where \(slice)") }
        if failure.mode != .none { parts.append("severity \(injection.severity)") }
        return parts.joined(separator: ", ") + "."
    }
}
