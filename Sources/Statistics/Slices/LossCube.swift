/// Counts and sums of losses by the codes of one, two or three columns, each of them a bundle of some.
///
/// Adding a record to its cell costs the same however many values the columns have, and serves all slices of these columns at once;
/// bitmaps would be gone through once for every slice.
struct LossCube {
    /// Count and sum, the last column's code running fastest.
    private(set) var cells: [SIMD2<Double>]
    /// The largest loss of each cell; empty where it is not wanted.
    private(set) var maxima: [Double]

    /// All records of one column.
    init(of table: LossTable, column: Int, codeCount: Int) {
        cells = Array(repeating: .zero, count: codeCount)
        maxima = Array(repeating: 0, count: codeCount)
        for (code, loss) in zip(table.codes[column], table.losses) {
            cells[Int(code)] += SIMD2(1, loss)
            maxima[Int(code)] = max(maxima[Int(code)], loss)
        }
    }

    /// All records of two columns.
    init(of table: LossTable, columns: (Int, Int), codeCounts: (Int, Int)) {
        cells = Array(repeating: .zero, count: codeCounts.0 * codeCounts.1)
        maxima = Array(repeating: 0, count: codeCounts.0 * codeCounts.1)
        cells.withUnsafeMutableBufferPointer { cells in
            maxima.withUnsafeMutableBufferPointer { maxima in
                table.codes[columns.0].withUnsafeBufferPointer { first in
                    table.codes[columns.1].withUnsafeBufferPointer { second in
                        table.losses.withUnsafeBufferPointer { losses in
                            for row in losses.indices {
                                let cell = Int(first[row]) * codeCounts.1 + Int(second[row])
                                cells[cell] += SIMD2(1, losses[row])
                                if losses[row] > maxima[cell] { maxima[cell] = losses[row] }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Some records of three columns, by the code of a third beside the cell of the first two.
    init(of records: SomeRecords, third codes: [UInt8], cellCount: Int, codeCount: Int) {
        cells = Array(repeating: .zero, count: cellCount * codeCount)
        maxima = []
        cells.withUnsafeMutableBufferPointer { cells in
            codes.withUnsafeBufferPointer { codes in
                records.rows.withUnsafeBufferPointer { rows in
                    records.cells.withUnsafeBufferPointer { pairs in
                        records.losses.withUnsafeBufferPointer { losses in
                            for place in rows.indices {
                                let cell = Int(pairs[place]) * codeCount + Int(codes[Int(rows[place])])
                                cells[cell] += SIMD2(1, losses[place])
                            }
                        }
                    }
                }
            }
        }
    }

    /// What the cells at some places of the last column hold together.
    func sum(_ places: Range<Int>) -> LossSum {
        var sum = SIMD2<Double>.zero
        var maximum = 0.0
        for place in places { sum += cells[place] }
        if !maxima.isEmpty { for place in places { maximum = max(maximum, maxima[place]) } }
        return LossSum(count: sum.x, sum: sum.y, maximum: maximum)
    }
}

extension LossCube {
    /// What a slice of two columns holds, `width` being the second one's number of codes.
    func sum(_ first: Range<Int>, _ second: Range<Int>, width: Int) -> LossSum {
        var result = LossSum()
        for code in first {
            let part = sum(code * width + second.lowerBound..<code * width + second.upperBound)
            result = LossSum(count: result.count + part.count, sum: result.sum + part.sum, maximum: max(result.maximum, part.maximum))
        }
        return result
    }

    /// What a slice of the first two of three columns holds, by the third one's codes.
    func line(_ first: Range<Int>, _ second: Range<Int>, width: Int, depth: Int) -> LossCube {
        var line = LossCube(cells: Array(repeating: .zero, count: depth), maxima: [])
        for one in first {
            for other in second {
                let start = (one * width + other) * depth
                for code in 0..<depth { line.cells[code] += cells[start + code] }
            }
        }
        return line
    }

    /// The cube of fewer columns. `axes` are the sides of this one in their order.
    func summed(_ axes: [CubeAxis]) -> LossCube {
        var result = self
        var inner = 1
        // The last first: what it puts together need not be gone through for the others.
        for place in axes.indices.reversed() {
            let outer = axes[..<place].reduce(1) { $0 * $1.codes.count }
            if axes[place].count < axes[place].codes.count { result = result.summed(axes[place], outer: outer, inner: inner) }
            inner *= axes[place].count
        }
        return result
    }

    private func summed(_ axis: CubeAxis, outer: Int, inner: Int) -> LossCube {
        let count = outer * axis.count * inner
        var result = LossCube(cells: Array(repeating: .zero, count: count), maxima: Array(repeating: 0, count: maxima.isEmpty ? 0 : count))
        var cell = 0
        for start in 0..<outer {
            for code in axis.codes {
                let target = (start * axis.count + code) * inner
                for place in target..<target + inner {
                    result.cells[place] += cells[cell]
                    if !maxima.isEmpty { result.maxima[place] = max(result.maxima[place], maxima[cell]) }
                    cell += 1
                }
            }
        }
        return result
    }

    private init(cells: [SIMD2<Double>], maxima: [Double]) {
        self.cells = cells
        self.maxima = maxima
    }
}

/// Records whose cell of two columns is wanted, with that cell and the loss.
struct SomeRecords {
    private(set) var rows: [UInt32] = []
    private(set) var cells: [UInt16] = []
    private(set) var losses: [Double] = []

    /// - Parameter isWanted: by cell, `first code * codeCount + second code`.
    init(of table: LossTable, columns: (Int, Int), codeCount: Int, isWanted: [Bool]) {
        let (first, second) = (table.codes[columns.0], table.codes[columns.1])
        let capacity = table.count
        var count = 0
        // Every record is written and the place moves on for those that are wanted: no branch to guess.
        rows = Array(unsafeUninitializedCapacity: capacity) { rows, rowCount in
            cells = Array(unsafeUninitializedCapacity: capacity) { cells, cellCount in
                losses = Array(unsafeUninitializedCapacity: capacity) { losses, lossCount in
                    isWanted.withUnsafeBufferPointer { isWanted in
                        table.losses.withUnsafeBufferPointer { all in
                            first.withUnsafeBufferPointer { first in
                                second.withUnsafeBufferPointer { second in
                                    for row in 0..<capacity {
                                        let cell = Int(first[row]) * codeCount + Int(second[row])
                                        rows[count] = UInt32(truncatingIfNeeded: row)
                                        cells[count] = UInt16(truncatingIfNeeded: cell)
                                        losses[count] = all[row]
                                        count += isWanted[cell] ? 1 : 0
                                    }
                                }
                            }
                        }
                    }
                    lossCount = count
                }
                cellCount = count
            }
            rowCount = count
        }
    }
}
