internal import Statistics

/// How far a model's columns move, learned from all of them together: a column tells it in few days, hundreds of columns in as many days tell it well.
///
/// Shares below limits are compared in how far the values would have to be shifted, shares of categories in how far their logits would have to be;
/// each kind has its own prior for each length of windows. A column counts once, however many rates it has.
struct SharedSpreads {
    private var priors: [ColumnSignals.Movement: [Int: SpreadPrior]] = [:]

    /// - Parameter columns: the rates of each, with what their own baselines tell.
    init(_ columns: [[(signal: ColumnSignals.Rate, forecasts: RateForecasts)]]) {
        for movement in [ColumnSignals.Movement.shift, .logit] {
            let families = columns.map { $0.filter { $0.signal.movement == movement } }.filter { !$0.isEmpty }
            guard Double(families.count) >= SpreadPrior.leastSeries else { continue }
            let independent = Self.independent(families.map { $0.map(\.forecasts) })
            guard independent >= 2 else { continue }
            for length in RateForecasts.lengths {
                let spreads = families.flatMap { rates in
                    rates.compactMap { rate in
                        rate.forecasts[length]?.ownSpread(reach: movement.reach(at: rate.forecasts.whole.rate), weight: 1 / Double(rates.count))
                    }
                }
                priors[movement, default: [:]][length] = SpreadPrior(spreads, independent: independent)
            }
        }
    }

    func moderated(_ forecasts: RateForecasts, _ rate: ColumnSignals.Rate) -> RateForecasts {
        guard let movement = rate.movement, let priors = priors[movement] else { return forecasts }
        return forecasts.moderated(by: priors, reach: movement.reach(at: forecasts.whole.rate))
    }

    /// How many columns that move independently would tell as much. Of each the rate that has the most to tell stands for all.
    private static func independent(_ columns: [[RateForecasts]]) -> Double {
        let middles = columns.compactMap { $0.max { $0.whole.rate * (1 - $0.whole.rate) < $1.whole.rate * (1 - $1.whole.rate) } }
        let persistence = middles.reduce(0) { $0 + Autocorrelation.first($1.daysDifferences) } / Double(max(1, middles.count))
        let correlation = SpreadPrior.meanSquaredCorrelation(middles.map(\.daysDifferences), persistence: persistence)
        return SpreadPrior.independent(Double(columns.count), meanSquaredCorrelation: correlation)
    }
}
