internal import Domain

/// Alerts that were raised within the alert budget, or by a peer's rules; of what is `nil`, limits judge.
struct BudgetedAlerts {
    /// About columns: their distributions and their cells.
    var columns: [Alert]?
    /// About columns that no longer go together.
    var relations: [Alert]?
    /// About the number of records.
    var volume: [Alert]?
    /// About records that repeat others.
    var repeats: [Alert]?
    /// About how late records come.
    var arrivals: [Alert]?
    /// About metrics of windows.
    var performance: [Alert]?
    /// About how predictions turn out.
    var outcomes: [Alert]?
    /// About slices that are followed.
    var slices: [Alert]?
    /// About predictions that differ from candidates' otherwise than they did.
    var disagreements: [Alert]?
    /// About performance that is estimated without labels.
    var estimates: [Alert]?
    /// About several columns together, and about losses that are estimated from them.
    var multivariate: [Alert]?

    var all: [Alert] {
        [columns, relations, volume, repeats, arrivals, performance, outcomes, slices, disagreements, estimates, multivariate].compactMap(\.self).flatMap(\.self)
    }

    /// Whether limits judge what a report of quality says.
    func leaves(_ report: QualityReport) -> Bool {
        switch report.check {
        case QualityCheck.volume.rawValue: volume == nil
        case QualityCheck.duplicateRate.rawValue, QualityCheck.repeatedRate.rawValue: repeats == nil
        case QualityCheck.lateRate.rawValue: arrivals == nil
        case EvidentlyEvaluation.datasetSignal: columns == nil
        default: columns == nil || report.feature == nil || !RateSignal.Kind.watched.contains(report.check)
        }
    }
}
