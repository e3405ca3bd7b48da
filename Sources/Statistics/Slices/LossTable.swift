/// Records as small codes, column after column, beside what each of them lost.
package struct LossTable: Sendable {
    /// More codes than this in one column would make cubes of counts that no cache holds.
    package static let codeLimit = 64

    /// By column, a code for every record. Each is below `codeLimit`.
    package private(set) var codes: [[UInt8]]
    /// What each record lost: finite and not negative.
    package private(set) var losses: [Double]

    /// - Precondition: every column has a code for every loss.
    package init(codes: [[UInt8]], losses: [Double]) {
        precondition(codes.allSatisfy { $0.count == losses.count }, "a code for every loss")
        self.codes = codes
        self.losses = losses
    }

    /// How many records there are.
    package var count: Int { losses.count }

    /// How many codes a column has: one more than its largest.
    func codeCount(_ column: Int) -> Int { Int(codes[column].max() ?? 0) + 1 }

    /// The records that are, or are not, in a slice. O(records).
    package func keeping(_ isKept: Bool, in slice: [CodeRange]) -> LossTable {
        let rows = membership(slice).enumerated().compactMap { $1 == isKept ? $0 : nil }
        return LossTable(codes: codes.map { column in rows.map { column[$0] } }, losses: rows.map { losses[$0] })
    }

    /// Whether each record is in a slice. O(records).
    package func membership(_ slice: [CodeRange]) -> [Bool] {
        var result = [Bool](repeating: true, count: count)
        for range in slice {
            let (lowest, highest) = (range.lowest, range.highest)
            codes[range.column].withUnsafeBufferPointer { codes in
                result.withUnsafeMutableBufferPointer { result in
                    for row in codes.indices { result[row] = result[row] && lowest <= codes[row] && codes[row] <= highest }
                }
            }
        }
        return result
    }

    /// What the records of a slice lose by their codes in a column; maxima are not told. O(records).
    package func sums(by column: Int, in slice: [CodeRange]) -> [LossSum] {
        var sums = [LossSum](repeating: LossSum(), count: Self.codeLimit)
        for (row, isMember) in membership(slice).enumerated() where isMember {
            sums[Int(codes[column][row])].count += 1
            sums[Int(codes[column][row])].sum += losses[row]
        }
        return sums
    }

    /// How many records are in a slice. O(records).
    package func size(of slice: [CodeRange]) -> Int { membership(slice).count { $0 } }

    /// The moments of the losses in a slice and of all others. O(records).
    package func moments(_ slice: [CodeRange]) -> (inside: Moments, outside: Moments) {
        let members = membership(slice)
        // Two passes, so that squares do not cancel.
        var (inside, outside) = (LossSum(), LossSum())
        for (isMember, loss) in zip(members, losses) {
            if isMember {
                inside.count += 1
                inside.sum += loss
            } else {
                outside.count += 1
                outside.sum += loss
            }
        }
        let means = (inside.sum / max(1, inside.count), outside.sum / max(1, outside.count))
        var squares = (0.0, 0.0)
        for (isMember, loss) in zip(members, losses) {
            let deviation = loss - (isMember ? means.0 : means.1)
            if isMember { squares.0 += deviation * deviation } else { squares.1 += deviation * deviation }
        }
        return (Moments(count: Int(inside.count), mean: means.0, m2: squares.0), Moments(count: Int(outside.count), mean: means.1, m2: squares.1))
    }
}

/// The records whose code in a column is one of some that follow one another; a slice is some of these, each of another column, that
/// all hold.
package struct CodeRange: Sendable, Hashable {
    package var column: Int
    package var lowest: UInt8
    /// Included.
    package var highest: UInt8

    package init(column: Int, lowest: UInt8, highest: UInt8) {
        self.column = column
        self.lowest = lowest
        self.highest = highest
    }

    /// One code.
    package init(column: Int, code: UInt8) { self.init(column: column, lowest: code, highest: code) }

    package var codes: ClosedRange<Int> { Int(lowest)...Int(highest) }
    var places: Range<Int> { Int(lowest)..<Int(highest) + 1 }
}

extension CodeRange: Comparable {
    /// By column, then by codes: for an order among slices of equal score.
    package static func < (left: Self, right: Self) -> Bool {
        (left.column, left.lowest, left.highest) < (right.column, right.lowest, right.highest)
    }
}
