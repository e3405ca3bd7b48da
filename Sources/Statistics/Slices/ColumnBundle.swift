/// Some columns with few codes that are counted as one, whose code says those of all of them.
///
/// Adding a record to its cell costs the same whatever the cell stands for, as long as the cells stay in a cache. So three bundles are
/// counted in one pass, where there would be one for every three columns; what the cells of columns hold are sums of theirs.
struct ColumnBundle: Sendable {
    /// Places of columns, of which each has a number of codes.
    let columns: Range<Int>
    private let codeCounts: [Int]
    /// The last column's code runs fastest.
    let codeCount: Int

    private init(_ columns: Range<Int>, _ codeCounts: [Int]) {
        self.columns = columns
        self.codeCounts = codeCounts
        codeCount = codeCounts.reduce(1, *)
    }

    /// Columns that follow one another, as many to a bundle as have no more codes than `limit` together.
    static func bundles(_ codeCounts: [Int], limit: Int) -> [ColumnBundle] {
        var bundles: [ColumnBundle] = []
        for (column, count) in codeCounts.enumerated() {
            if let last = bundles.last, last.codeCount * count <= limit {
                bundles[bundles.count - 1] = ColumnBundle(last.columns.lowerBound..<column + 1, last.codeCounts + [count])
            } else {
                bundles.append(ColumnBundle(column..<column + 1, [count]))
            }
        }
        return bundles
    }

    /// The code of each record. O(records).
    func codes(_ columns: [[UInt8]]) -> [UInt8] {
        var result = columns[self.columns.lowerBound]
        for (column, count) in zip(self.columns, codeCounts).dropFirst() {
            columns[column].withUnsafeBufferPointer { codes in
                result.withUnsafeMutableBufferPointer { result in
                    for row in codes.indices { result[row] = result[row] &* UInt8(count) &+ codes[row] }
                }
            }
        }
        return result
    }

    /// What a cell of this bundle is one of, of some of its columns.
    ///
    /// - Parameter chosen: rising.
    func axis(of chosen: [Int]) -> CubeAxis {
        let codes = (0..<codeCount).map { code in
            var (rest, place, step) = (code, 0, 1)
            for (column, count) in zip(columns, codeCounts).reversed() {
                if chosen.contains(column) {
                    place += rest % count * step
                    step *= count
                }
                rest /= count
            }
            return place
        }
        return CubeAxis(codes: codes, count: zip(columns, codeCounts).reduce(1) { chosen.contains($1.0) ? $0 * $1.1 : $0 })
    }
}

/// Where the cells of one side of a cube go in a smaller one.
struct CubeAxis: Sendable {
    /// By the code in the larger cube.
    let codes: [Int]
    /// Codes in the smaller one.
    let count: Int
}
