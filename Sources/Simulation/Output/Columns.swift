internal import Store

/// Values of a number column, with nulls noted only once there is one.
struct DoubleColumn {
    private var values: [Double] = []
    private var nulls: [Bool]?

    init(capacity: Int) { values.reserveCapacity(capacity) }

    /// Not a number stands for null.
    mutating func append(_ value: Double) {
        if value.isNaN {
            if nulls == nil { nulls = Array(repeating: false, count: values.count) }
            values.append(0)
            nulls?.append(true)
        } else {
            values.append(value)
            nulls?.append(false)
        }
    }

    func column(_ name: String) -> Batch.Column { Batch.Column(name, .doubles(values), nulls: nulls) }
}

/// Values of a text column, with nulls noted only once there is one.
struct TextColumn {
    private var values: [String] = []
    private var nulls: [Bool]?

    init(capacity: Int) { values.reserveCapacity(capacity) }

    mutating func append(_ value: String?) {
        if let value {
            values.append(value)
            nulls?.append(false)
        } else {
            if nulls == nil { nulls = Array(repeating: false, count: values.count) }
            values.append("")
            nulls?.append(true)
        }
    }

    func column(_ name: String) -> Batch.Column { Batch.Column(name, .texts(values), nulls: nulls) }
}

/// A letter and at least seven digits, such as `p0000042`.
func predictionID(_ prefix: UInt8, _ number: Int) -> String {
    var digits = 7
    var limit = 10_000_000
    while number >= limit {
        digits += 1
        limit *= 10
    }
    return String(unsafeUninitializedCapacity: digits + 1) { bytes in
        var rest = number
        for place in stride(from: digits, to: 0, by: -1) {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        bytes[0] = prefix
        return digits + 1
    }
}
