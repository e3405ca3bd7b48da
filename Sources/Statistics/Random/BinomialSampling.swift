import RealModule

extension SplitMix64 {
    /// A binomial count: the successes among `trials` of probability `p`.
    ///
    /// Inversion for an expectation below 10; above, Hörmann's transformed rejection (BTRS, "The Generation of Binomial
    /// Random Variates", Journal of Statistical Computation and Simulation 46, 1993). Both are exact; the cost does not
    /// grow with `trials`.
    package mutating func nextBinomial(trials: Int, p: Double) -> Int {
        if trials <= 0 || p <= 0 { return 0 }
        if p >= 1 { return trials }
        if p > 0.5 { return trials - nextBinomial(trials: trials, p: 1 - p) }
        return Double(trials) * p < 10 ? invertedBinomial(trials: trials, p: p) : rejectedBinomial(trials: trials, p: p)
    }

    /// Counts of `trials` draws over cells of the given shares, by one binomial per cell of what is left. O(cells).
    package mutating func nextMultinomial(trials: Int, shares: [Double]) -> [Int] {
        var left = trials
        var mass = shares.reduce(0, +)
        var counts = [Int](repeating: 0, count: shares.count)
        let last = shares.lastIndex { $0 > 0 } ?? shares.startIndex
        for (cell, share) in shares.enumerated() where left > 0 && share > 0 {
            counts[cell] = cell == last ? left : nextBinomial(trials: left, p: Swift.min(1, share / mass))
            left -= counts[cell]
            mass -= share
        }
        return counts
    }

    private mutating func invertedBinomial(trials: Int, p: Double) -> Int {
        let odds = p / (1 - p)
        var term = Double.exp(Double(trials) * Double.log(onePlus: -p))
        var u = nextUniform()
        var k = 0
        while u > term, k < trials {
            u -= term
            k += 1
            term *= odds * Double(trials - k + 1) / Double(k)
        }
        return k
    }

    private mutating func rejectedBinomial(trials: Int, p: Double) -> Int {
        let binomial = Binomial(trials: trials, p: p)
        let n = Double(trials)
        let deviation = Double.sqrt(n * p * (1 - p))
        let b = 1.15 + 2.53 * deviation
        let a = -0.0873 + 0.0248 * b + 0.01 * p
        let alpha = (2.83 + 5.1 / b) * deviation
        let atMode = binomial.logProbability(Int((n + 1) * p))
        while true {
            let u = nextUniform() - 0.5
            let v = 1 - nextUniform()
            let distance = 0.5 - abs(u)
            let candidate = ((2 * a / distance + b) * u + n * p + 0.5).rounded(.down)
            guard candidate >= 0, candidate <= n else { continue }
            let k = Int(candidate)
            if distance >= 0.07, v <= 0.92 - 4.2 / b { return k }
            let height = Double.log(v * alpha / (a / (distance * distance) + b))
            if height <= binomial.logProbability(k) - atMode { return k }
        }
    }
}
