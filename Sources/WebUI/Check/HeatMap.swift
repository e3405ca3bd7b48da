package import Domain

/// Drift of features over windows, put together so that it fits: neighbouring windows share a column where there are too
/// many, and the worst of them shows.
package struct HeatMap {
    /// Windows per column.
    package let stride: Int
    /// Columns' names.
    package let labels: [String]
    /// Rows in each column.
    package let rows: [Int]
    /// Cells of the features shown, in their order.
    package let cells: [[Cell]]

    package struct Cell {
        package let column: Int
        package let point: DriftPoint
        package let level: DriftLevel
    }

    package init(_ report: CheckReport, features: some Collection<FeatureReport>, limits: PageLimits) {
        let windows = report.windows
        let stride = max(1, (windows.count + limits.heatColumns - 1) / max(1, limits.heatColumns))
        let starts = Swift.stride(from: 0, to: windows.count, by: stride)
        let groups = starts.map { windows[$0..<min($0 + stride, windows.count)] }
        self.stride = stride
        labels = groups.map { group in
            guard let first = group.first, let last = group.last, group.count > 1 else {
                return Words.cut(group.first?.label ?? "", to: 40)
            }
            return Words.cut("\(first.label) to \(last.label)", to: 80)
        }
        rows = groups.map { $0.reduce(0) { $0 + $1.rows } }
        cells = features.map { feature in
            feature.drift.first.map { Self.cells(of: $0, stride: stride, windows: windows.count) } ?? []
        }
    }

    private static func cells(of series: DriftSeries, stride: Int, windows: Int) -> [Cell] {
        let lowerIsWorse = series.lowerIsWorse
        var worst: [Int: DriftPoint] = [:]
        func weight(_ point: DriftPoint) -> (Int, Double) {
            let ratio = DriftLevel.ratio(point, lowerIsWorse: lowerIsWorse)
            return (point.severity.place, ratio ?? (lowerIsWorse ? -point.value : point.value))
        }
        for point in series.points {
            guard let window = point.window, window >= 0, window < windows else { continue }
            let column = window / stride
            if let known = worst[column], weight(known) >= weight(point) { continue }
            worst[column] = point
        }
        return worst.sorted { $0.key < $1.key }.map { column, point in
            Cell(column: column, point: point, level: DriftLevel(point, lowerIsWorse: lowerIsWorse))
        }
    }
}
