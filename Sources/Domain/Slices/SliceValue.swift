/// What a column is compared with.
package enum SliceValue: Sendable {
    case boolean(Bool)
    case integer(Int64)
    /// Finite.
    case double(Double)
    case text(String)
    /// In slices that are checked; written as a text.
    case timestamp(Timestamp)

    /// A number as `25`, `25.0` and `2.5e1` all are: whole numbers as integers where they fit.
    init(number: Double) {
        self = Int64(exactly: number).map(SliceValue.integer) ?? .double(number)
    }
}

extension SliceValue: Hashable {
    /// Texts are compared byte by byte, as engines do; `String` takes composed and decomposed characters as equal.
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.timestamp(let left), .timestamp(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .boolean(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .text(let value): for byte in value.utf8 { hasher.combine(byte) }
        case .timestamp(let value): hasher.combine(value)
        }
    }
}

/// A value as it stands in a slice's text.
package struct SliceLiteral: Sendable, Hashable {
    package var value: SliceValue
    let place: SlicePlace

    package init(_ value: SliceValue) { self.init(value, at: SlicePlace()) }

    /// A finite number, as one would write it: 40 and not 40.0.
    package init(number: Double) { self.init(SliceValue(number: number)) }

    init(_ value: SliceValue, at place: SlicePlace) {
        self.value = value
        self.place = place
    }
}

/// A column as it stands in a slice's text.
package struct SliceName: Sendable, Hashable {
    package var name: String
    let place: SlicePlace

    package init(_ name: String) { self.init(name, at: SlicePlace()) }

    init(_ name: String, at place: SlicePlace) {
        self.name = name
        self.place = place
    }
}

/// Where something stands in a slice's text, for errors. All places are equal: where it stands is not what it means.
struct SlicePlace: Sendable, Hashable {
    var index: String.Index?

    static func == (left: Self, right: Self) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
