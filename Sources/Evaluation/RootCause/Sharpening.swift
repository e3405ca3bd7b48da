internal import Foundation
internal import Statistics

/// Probabilities of trees made as sure as they turn out to be, on rows that the trees have not seen: their log-odds times a factor, that with the least
/// log loss (temperature scaling; Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017). Where trees have learned
/// nothing the factor is 0, and all probabilities are one half.
struct Sharpening {
    let factor: Double

    private static let factors = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6, 2]

    /// - Parameter labels: 0 or 1.
    init(_ probabilities: [Double], labels: [Double], weights: [Double]) {
        let odds = probabilities.map(Self.logOdds)
        func loss(_ factor: Double) -> Double {
            odds.indices.reduce(0.0) { sum, row in
                let margin = factor * (labels[row] == 1 ? odds[row] : -odds[row])
                // ln(1 + e^-m), without overflow.
                return sum + weights[row] * (max(0, -margin) + log(1 + exp(-abs(margin))))
            }
        }
        factor = Self.factors.map { ($0, loss($0)) }.min { $0.1 < $1.1 }?.0 ?? 1
    }

    func values(_ probabilities: [Double]) -> [Double] { probabilities.map { 1 / (1 + exp(-factor * Self.logOdds($0))) } }

    private static func logOdds(_ probability: Double) -> Double {
        let cut = min(max(probability, 1e-6), 1 - 1e-6)
        return log(cut / (1 - cut))
    }
}
