/// Shares of categories, some given another feature or the time.
struct CategoryTables: Sendable {
    /// Chooses a category by cumulative share.
    struct Shares: Sendable {
        private let cumulative: [Double]

        init(_ weights: [Double]) {
            var sum = 0.0
            let total = weights.reduce(0, +)
            cumulative = weights.map { weight in
                sum += weight / total
                return sum
            }
        }

        func index(of u: Double) -> UInt8 {
            UInt8(cumulative.firstIndex { u < $0 } ?? cumulative.count - 1)
        }
    }

    /// By education: effect on the logarithm of income.
    let incomeByEducation = [-0.22, -0.08, 0, 0.16, 0.32]
    /// By employment type: effect on the logarithm of income.
    let incomeByEmployment = [0.12, -0.15, 0.05, -0.2, -0.75, -0.8]

    private let shares: [[Shares]] = CategoricalFeature.allCases.map { feature in
        Self.weights(of: feature).map(Shares.init)
    }

    subscript(_ feature: CategoricalFeature, _ condition: Int) -> Shares { shares[feature.rawValue][condition] }

    /// One row for each condition, one weight for each category.
    private static func weights(of feature: CategoricalFeature) -> [[Double]] {
        switch feature {
        case .region: [[24, 18, 16, 14, 13, 9, 5, 1]]
        // Office hours, evenings, nights, weekends.
        case .device: [[40, 38, 5, 17], [58, 34, 8, 0.5], [74, 18, 8, 0.1], [63, 26, 10, 1]]
        // By device.
        case .channel: [[25, 60, 0, 4, 11], [72, 2, 0, 16, 10], [60, 24, 0, 6, 10], [0, 0, 84, 15, 1]]
        // By age: under 25, under 40, under 62, older.
        case .employmentType:
            [[38, 22, 4, 0, 31, 5], [66, 14, 13, 0, 3, 4], [64, 12, 17, 2, 0.3, 4.7], [18, 4, 9, 67, 0, 2]]
        case .housing: [[48, 3, 2, 47], [52, 30, 8, 10], [31, 41, 25, 3], [22, 12, 63, 3]]
        // Weekdays, weekends.
        case .purpose: [[25, 24, 14, 7, 9, 7, 12, 2], [29, 19, 19, 5, 6, 13, 4, 5]]
        // Under 25, older.
        case .education: [[9, 46, 20, 22, 3], [7, 28, 29, 24, 12]]
        case .paymentMethod: [[55, 24, 16, 5]]
        }
    }
}
