internal import Statistics

/// NannyML's business value of expected or counted cells: the worth of all rows, or the mean worth of the rows of each predicted
/// class added up over the classes.
struct NannyMLBusinessValue {
    let matrix: ValueMatrix
    let perPrediction: Bool

    /// - Parameter cells: row-major by actual and predicted class.
    /// - Returns: `nil` when the matrix is of another size. A class that is never predicted adds nothing.
    func value(ofCells cells: [Double]) -> Double? {
        guard matrix.values.count == cells.count else { return nil }
        let classes = Int(Double(cells.count).squareRoot().rounded())
        var totals = [Double](repeating: 0, count: classes)
        for (index, cell) in cells.enumerated() { totals[index % classes] += cell }
        var value = 0.0
        for (index, cell) in cells.enumerated() {
            let total = totals[index % classes]
            if perPrediction { value += total > 0 ? matrix.values[index] * cell / total : 0 } else { value += matrix.values[index] * cell }
        }
        return value
    }
}
