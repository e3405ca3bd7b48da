extension MulticlassSummary {
    /// ROC AUC of one class against the rest; `nil` without scores or when the class or all others are missing.
    package func rocAUC(ofClass index: Int, _ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        oneVersusRest?[index].rocAUC(confidence)
    }

    /// ROC AUC, one class against the rest, averaged over the classes with equal weight.
    ///
    /// As scikit-learn's `roc_auc_score(multi_class="ovr", average="macro")`, which NannyML uses. Standard error: the
    /// mean of the classes' standard errors. The classes' values come from the same rows and are correlated in a way
    /// that histograms by class do not hold; this is the largest that the standard error of their mean can be.
    /// Interval: Wilson's with effective size.
    ///
    /// Classes without rows, or with all of them, are left out (scikit-learn refuses or returns NaN); `nil` when no
    /// class remains or without scores. O(points).
    package func macroROCAUC(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        guard let oneVersusRest else { return nil }
        let estimates = oneVersusRest.compactMap { $0.rocAUC(confidence) }
        guard let first = estimates.first else { return nil }
        let classes = Double(estimates.count)
        let value = estimates.reduce(0) { $0 + $1.value } / classes
        let errors = estimates.compactMap(\.standardError)
        let standardError = errors.count == estimates.count ? errors.reduce(0, +) / classes : nil
        let bounds = estimates.compactMap { estimate -> Double? in
            if case .binned(let bound) = estimate.exactness { bound } else { nil }
        }
        let scarcest = oneVersusRest.map(\.positives).filter { $0 > 0 }.min() ?? 0
        return MetricEstimate(
            value: value, standardError: standardError, method: .upperBound, sampleSize: first.sampleSize,
            interval: .share(value, standardError: standardError, fallbackSize: scarcest, confidence),
            exactness: bounds.isEmpty ? .exact : .binned(errorBound: bounds.reduce(0, +) / classes))
    }
}
