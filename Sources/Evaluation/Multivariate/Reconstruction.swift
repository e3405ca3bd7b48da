internal import Domain
internal import Statistics
package import Store

/// How far rows lie from the principal components that explain 65 % of the reference's variance: how little the relations that the reference's
/// columns had are kept.
///
/// Missing numbers become the reference's mean, missing categories its most frequent one (of equal ones the first in order); a category becomes
/// its share of the reference, 0 when that never had it; then everything is standardised. A chunk's value is the mean Euclidean distance of its
/// rows from their projections, its sampling error that mean's standard error.
///
/// The same as NannyML's data reconstruction (0.13.1, `drift/multivariate/data_reconstruction/calculator.py`), in all its digits.
package struct Reconstruction: Sendable {
    private let columns: [Encoding]
    private let components: PrincipalComponents

    private enum Encoding: Sendable {
        case number(mean: Double)
        case share(of: [String: Double], mostFrequent: String)
    }

    /// - Returns: `nil` when a column of the reference has no value at all, or none varies.
    package init?(reference: WindowRows) {
        var columns: [Encoding] = []
        for cells in reference.columns {
            guard let encoding = Self.encoding(cells) else { return nil }
            columns.append(encoding)
        }
        var moments = CoMoments(variables: columns.count)
        for row in Self.encoded(reference, by: columns) { moments.add(row) }
        guard let components = PrincipalComponents(moments, explaining: 0.65) else { return nil }
        self.columns = columns
        self.components = components
    }

    /// - Returns: `nil` for a chunk without rows; the error is `nil` for one row.
    package func error(of chunk: WindowRows) -> (mean: Double, samplingError: Double?)? {
        let moments = errors(of: chunk)
        return moments.count > 0 ? (moments.mean, moments.standardErrorOfMean) : nil
    }

    /// The moments of rows' distances.
    func errors(of rows: WindowRows) -> Moments {
        Moments(Self.encoded(rows, by: columns).map(components.reconstructionError))
    }

    /// The mean square of what each column leaves unexplained; together, the mean square distance.
    func squaredResiduals(of rows: WindowRows) -> [Double] {
        var sums = [Double](repeating: 0, count: columns.count)
        for row in Self.encoded(rows, by: columns) {
            for (place, residual) in components.residual(of: row).enumerated() { sums[place] += residual * residual }
        }
        return sums.map { $0 / Double(max(1, rows.count)) }
    }

    private static func encoding(_ cells: WindowRows.Cells) -> Encoding? {
        switch cells {
        case .numbers(let values):
            let moments = Moments(values.filter { !$0.isNaN })
            return moments.count > 0 ? .number(mean: moments.mean) : nil
        case .categories(let values):
            var counts: [String: Int] = [:]
            for case let value? in values { counts[value, default: 0] += 1 }
            let order = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            guard let mostFrequent = order.first?.key else { return nil }
            counts[mostFrequent, default: 0] += values.count(where: { $0 == nil })
            return .share(of: counts.mapValues { Double($0) / Double(values.count) }, mostFrequent: mostFrequent)
        }
    }

    private static func encoded(_ rows: WindowRows, by encodings: [Encoding]) -> [[Double]] {
        let columns = zip(rows.columns, encodings).map { cells, encoding -> [Double] in
            switch (cells, encoding) {
            case (.numbers(let values), .number(let mean)): values.map { $0.isNaN ? mean : $0 }
            case (.categories(let values), .share(let shares, let mostFrequent)): values.map { shares[$0 ?? mostFrequent] ?? 0 }
            default: preconditionFailure("a chunk has the reference's columns")
            }
        }
        return (0..<(columns.first?.count ?? 0)).map { row in columns.map { $0[row] } }
    }
}
