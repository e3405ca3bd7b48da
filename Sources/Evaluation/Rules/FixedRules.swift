package import Domain
internal import Statistics

/// Fixed limits on the effect, and a p-value that chance rarely reaches, in each window. Both must hold. `docs/rules.md` has the
/// table.
package struct FixedRules: Rules {
    package let name = "fixed"
    /// Chance of a false finding in one window, over all columns together (Bonferroni).
    package let level: Double

    package init(level: Double = 0.001) { self.level = level }

    package let driftLimit = 0.1

    package func judge(_ evidence: DriftEvidence) -> Severity {
        guard evidence.pValue < level / Double(max(evidence.comparisons, 1)) else { return .ok }
        switch evidence.distance {
        case 0.2...: return .error
        case driftLimit...: return .warning
        default: return .info
        }
    }

    package func judge(_ evidence: QualityEvidence) -> Severity {
        if let pValue = evidence.pValue, pValue >= level / Double(max(evidence.comparisons, 1)) { return .ok }
        let excess = evidence.value - (evidence.reference ?? 0)
        switch evidence.check {
        case .missingRate, .nonFiniteRate: return grade(abs(excess), warning: 0.01, error: 0.1)
        case .typeErrorRate, .timeMissingRate, .duplicateRate: return grade(excess, warning: 0.001, error: 0.01)
        case .unseenRate, .unseenLabel: return grade(excess, warning: 0.001, error: 0.05)
        case .outOfRangeRate: return grade(excess, warning: 0.005, error: 0.05)
        case .repeatedRate: return grade(excess, warning: 0.01, error: 0.05)
        case .lateRate: return grade(excess, warning: 0.05, error: 0.25)
        case .constant: return evidence.value > 0 && evidence.reference == 0 ? .error : .ok
        case .volume:
            guard let expected = evidence.reference, expected > 0 else { return .ok }
            let ratio = evidence.value / expected
            if ratio < 0.2 || ratio > 5 { return .error }
            return ratio < 0.5 || ratio > 2 ? .warning : .info
        case .missingColumn: return .error
        case .newColumn, .typeChanged: return .warning
        }
    }

    package func judge(_ evidence: PerformanceEvidence) -> Severity {
        guard let (loss, pValue) = evidence.loss, pValue < level / Double(max(evidence.comparisons, 1)) else { return .ok }
        // Points for metrics between 0 and 1, else parts of the reference.
        let harm = evidence.isShare ? loss : loss / max(abs(evidence.reference), .leastNormalMagnitude)
        return grade(harm, warning: evidence.isShare ? 0.02 : 0.1, error: evidence.isShare ? 0.05 : 0.25)
    }

    private func grade(_ value: Double, warning: Double, error: Double) -> Severity {
        if value >= error { return .error }
        if value >= warning { return .warning }
        return value > 0 ? .info : .ok
    }
}
