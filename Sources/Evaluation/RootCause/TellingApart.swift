/// What would tell two modes of failure apart.
enum TellingApart {
    static func sentence(_ first: FailureMode, _ second: FailureMode) -> String {
        switch Set([first, second]) {
        case [.trainingServingSkew, .covariateDrift], [.trainingServingSkew, .populationShift], [.trainingServingSkew, .labelShift]:
            "Compute the column for some records of production as training does: where both values differ it is skew (`assay skew`), where they agree the customers are others."
        case [.trainingServingSkew, .dataQuality]:
            "Ask for the raw values of some records at the source: if they are right there, serving computes them wrongly; if they are wrong, the source is broken."
        case [.covariateDrift, .populationShift]:
            "See whether one group of customers came (a campaign, a new market) or all changed a little."
        case [.covariateDrift, .dataQuality], [.populationShift, .dataQuality]:
            "Ask the source of the column for some records: if its values are right, the customers are others."
        case [.conceptDrift, .modelRegression]:
            "Score the same records with the version before: if it loses as much, the relation has changed; if less, the new version is worse."
        case [.conceptDrift, .labelShift]:
            "See whether inputs moved towards those of the more frequent class: they do under a label shift, and stay under a concept drift."
        case [.conceptDrift, .dataQuality], [.conceptDrift, .trainingServingSkew]:
            "Compute the inputs of some records anew from their source: if predictions then turn out as before, inputs were broken and not the relation."
        case [.covariateDrift, .labelShift], [.populationShift, .labelShift]:
            "Wait for more labels: under a label shift records of one class are as before, under the other the truth follows from inputs as before."
        case _ where first == .none || second == .none:
            "Wait for a few more days of records: what is chance goes, what is not stays."
        default: "Look at some records of since then with those who know them, and wait for more labels."
        }
    }
}
