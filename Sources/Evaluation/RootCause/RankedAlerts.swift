internal import Domain

extension Alerts {
    /// Columns by the strength of their alerts, and what to look at first, where no records can be looked at: the failure mode stays open.
    static func ranked(_ alerts: [Alert]) -> Diagnosis {
        guard !alerts.isEmpty else {
            return Diagnosis(failureMode: FailureMode.none.rawValue, rankedFeatures: [], advice: [])
        }
        let ranked = alerts.compactMap(\.feature).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        var advice: [String] = []
        if let schema = alerts.first(where: { $0.kind == .schema }) {
            advice.append("Compare the files' columns with the training data's: \(schema.message).")
        }
        if let quality = alerts.first(where: { $0.kind == .quality }), let feature = quality.feature {
            advice.append("Ask the source of '\(feature)' what changed\(quality.since.map { " on \($0.day)" } ?? ""): \(quality.message).")
        }
        if let drift = alerts.first(where: { $0.kind == .drift }), let feature = drift.feature {
            advice.append("See how '\(feature)' is computed for serving and for training; if both agree, the population moved.")
        }
        if alerts.contains(where: { $0.kind == .performance }) {
            advice.append("Performance has fallen: hold back decisions that rest on the model until the cause is known.")
        }
        return Diagnosis(failureMode: nil, since: alerts.compactMap(\.since).min(), rankedFeatures: ranked, advice: advice)
    }
}
