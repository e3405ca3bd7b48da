/// Tells whether rows are the same in the same order: a sum over rows of 64 bits for everything in them and for how many came
/// before. Sums of stretches that follow each other are the sum of the whole.
///
/// Two tables that differ have the same sum in one of 2^64 cases. It is no signature: who wants to can make such tables.
package struct Checksum: Sendable, Hashable {
    package private(set) var rows: Int
    package private(set) var sum: UInt64

    package init(rows: Int = 0, sum: UInt64 = 0) {
        self.rows = rows
        self.sum = sum
    }

    package static func + (left: Self, right: Self) -> Self {
        Checksum(rows: left.rows + right.rows, sum: left.sum &+ right.sum)
    }

    /// Of rows, of which so many come before.
    package init(of kept: KeptRows, after earlier: Int) {
        var bits = [UInt64](repeating: 0, count: kept.rows.rowCount)
        // A column without values is as one that is not there.
        for column in kept.rows.columns { column.addBits(to: &bits) }
        for misfit in kept.misfits {
            bits[misfit.row] &+= spread(stableHash(misfit.column) ^ spread(~stableHash(misfit.text)))
        }
        var sum: UInt64 = 0
        for (row, bits) in bits.enumerated() { sum &+= spread(bits ^ spread(UInt64(earlier + row))) }
        self.init(rows: bits.count, sum: sum)
    }
}

extension Batch.Column {
    /// Adds to each row's bits those of its cell.
    fileprivate func addBits(to rows: inout [UInt64]) {
        let name = stableHash(name)
        func add(_ bits: (Int) -> UInt64) {
            for row in rows.indices where !isNull(row) { rows[row] &+= spread(name ^ spread(bits(row))) }
        }
        switch values {
        case .booleans(let values): add { values[$0] ? 1 : 2 }
        case .integers(let values), .timestamps(let values): add { UInt64(bitPattern: values[$0]) }
        // Engines keep one NaN of many.
        case .doubles(let values): add { values[$0].isNaN ? 1 : values[$0].bitPattern }
        case .texts(let values): add { stableHash(values[$0]) }
        }
    }
}
