/// Means and centred cross products of several numeric variables of the same rows: what a covariance matrix needs.
///
/// `products` holds `sum((x_i - mean_i) * (x_j - mean_j))` and not sums of plain products, which cancel for values far
/// from zero. Merging uses the pairwise update of Chan, Golub and LeVeque (1979) in its form for two variables, by
/// Pébay, "Formulas for robust, one-pass parallel computation of covariances" (Sandia SAND2008-6212, 2008), equation
/// 3.12.
package struct CoMoments: Sendable, Hashable, Codable {
    /// Number of rows; every row has all variables.
    package private(set) var count: Int
    /// Arithmetic mean of each variable; zeros when there are no rows.
    package private(set) var means: [Double]
    /// Upper triangle of the matrix of centred products, row by row: (0,0), (0,1), ..., (1,1), ...
    package private(set) var products: [Double]

    /// - Precondition: with `k` means there are `k (k + 1) / 2` products.
    package init(count: Int, means: [Double], products: [Double]) {
        precondition(products.count == means.count * (means.count + 1) / 2, "co-moments need an upper triangle")
        self.count = count
        self.means = means
        self.products = products
    }

    /// No rows yet.
    package init(variables: Int) {
        self.init(
            count: 0, means: Array(repeating: 0, count: variables),
            products: Array(repeating: 0, count: variables * (variables + 1) / 2))
    }

    /// Takes in one row of finite values, one for each variable.
    package mutating func add(_ row: [Double]) {
        absorb(CoMoments(count: 1, means: row, products: Array(repeating: 0, count: products.count)))
    }

    /// `sum((x_i - mean_i) * (x_j - mean_j))`, in either order of the two variables.
    package func product(_ first: Int, _ second: Int) -> Double {
        let (row, column) = first <= second ? (first, second) : (second, first)
        return products[row * means.count - row * (row - 1) / 2 + column - row]
    }

    /// Covariance with divisor `count - ddof`; `nil` for too few rows.
    package func covariance(_ first: Int, _ second: Int, ddof: Int = 1) -> Double? {
        count > ddof ? product(first, second) / Double(count - ddof) : nil
    }

    /// Sample variance (divisor `count - 1`) of `sum(weights[i] * x_i)`; `nil` for fewer than two rows.
    ///
    /// A variance that rounding has made negative is zero.
    package func variance(ofCombination weights: [Double]) -> Double? {
        guard count > 1 else { return nil }
        var sum = 0.0
        for row in weights.indices {
            for column in weights.indices { sum += weights[row] * weights[column] * product(row, column) }
        }
        return max(0, sum) / Double(count - 1)
    }

    private mutating func absorb(_ other: Self) {
        guard other.count > 0 else { return }
        let total = Double(count + other.count)
        let weight = Double(count) * Double(other.count) / total
        let deltas = zip(other.means, means).map { $0 - $1 }
        var place = 0
        for row in means.indices {
            for column in row..<means.count {
                products[place] += other.products[place] + deltas[row] * deltas[column] * weight
                place += 1
            }
        }
        for index in means.indices { means[index] += deltas[index] * Double(other.count) / total }
        count += other.count
    }
}

extension CoMoments: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard means.count == other.means.count else {
            throw SummaryMismatch("the co-moments have different numbers of variables")
        }
        absorb(other)
    }
}
