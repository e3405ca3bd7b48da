import RealModule

/// The directions in which standardised columns vary most, and how far a row lies off them.
///
/// Columns are scaled to mean 0 and standard deviation 1 (divisor n; a constant column is only centred), so that components are the
/// eigenvectors of the correlation matrix (Hotelling, Journal of Educational Psychology 24, 1933). As many are kept as explain more than
/// a share of the variance, which is how scikit-learn's `PCA(n_components: share)` after `StandardScaler` counts them. Rows need all values:
/// what is missing has to be filled in before.
package struct PrincipalComponents: Sendable, Hashable {
    package let means: [Double]
    /// What columns are divided by.
    package let scales: [Double]
    /// Eigenvalues of all components, largest first.
    package let variances: [Double]
    /// Those that are kept, of length 1.
    package let components: [[Double]]

    /// - Parameters:
    ///   - rows: means and products of the rows that components are learned from.
    ///   - share: of the variance that the kept components explain more of than, between 0 and 1; all are kept from 1 on.
    /// - Returns: `nil` for fewer than two rows, and where no column varies or something is not finite.
    package init?(_ rows: CoMoments, explaining share: Double) {
        let columns = rows.means.indices
        guard rows.count > 1, rows.means.allSatisfy(\.isFinite) else { return nil }
        let deviations = columns.map { Double.sqrt(rows.product($0, $0) / Double(rows.count)) }
        // Rounding alone is no spread.
        let scales = columns.map { deviations[$0] > abs(rows.means[$0]) * 1e-13 ? deviations[$0] : 1 }
        let matrix = columns.map { row in
            columns.map { column in rows.product(row, column) / Double(rows.count) / (scales[row] * scales[column]) }
        }
        guard let eigen = SymmetricEigen(matrix) else { return nil }
        let total = eigen.values.reduce(0) { $0 + Swift.max(0, $1) }
        guard total > 0 else { return nil }
        var (kept, explained) = (0, 0.0)
        while kept < eigen.values.count {
            explained += eigen.values[kept] / total
            kept += 1
            if explained > share { break }
        }
        means = rows.means
        self.scales = scales
        variances = eigen.values
        components = Array(eigen.vectors.prefix(kept))
    }

    /// What is left of a standardised row when its part along the components is taken away, column by column.
    package func residual(of row: [Double]) -> [Double] {
        let standard = row.indices.map { (row[$0] - means[$0]) / scales[$0] }
        var residual = standard
        for component in components {
            let along = zip(standard, component).reduce(0) { $0 + $1.0 * $1.1 }
            for place in residual.indices { residual[place] -= along * component[place] }
        }
        return residual
    }

    /// The Euclidean length of the residual: how far a row lies from what components can tell.
    package func reconstructionError(of row: [Double]) -> Double {
        Double.sqrt(residual(of: row).reduce(0) { $0 + $1 * $1 })
    }
}
