/// Solves small systems of linear equations.
enum LinearSystem {
    /// The inverse of a square matrix, by elimination with the largest pivot of each column.
    ///
    /// - Parameter rows: the matrix.
    /// - Returns: `nil` when a pivot is below a 1e-9 of the largest entry: the equations do not determine a solution. O(n³).
    static func inverse(_ rows: [[Double]]) -> [[Double]]? {
        let size = rows.count
        let scale = rows.flatMap(\.self).reduce(0) { Swift.max($0, abs($1)) }
        var matrix = rows.indices.map { row in rows[row] + rows.indices.map { $0 == row ? 1 : 0 } }
        for column in 0..<size {
            guard let pivot = (column..<size).max(by: { abs(matrix[$0][column]) < abs(matrix[$1][column]) }),
                abs(matrix[pivot][column]) > 1e-9 * scale
            else { return nil }
            matrix.swapAt(column, pivot)
            let divisor = matrix[column][column]
            matrix[column] = matrix[column].map { $0 / divisor }
            for row in 0..<size where row != column && matrix[row][column] != 0 {
                let factor = matrix[row][column]
                for place in matrix[row].indices { matrix[row][place] -= factor * matrix[column][place] }
            }
        }
        return matrix.map { Array($0[size...]) }
    }
}
