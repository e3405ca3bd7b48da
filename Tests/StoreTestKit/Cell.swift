internal import Domain
internal import Foundation
internal import Store

/// One value of a row, and how it is read as a number, a category, a class or a time.
///
/// What `StoredColumn`'s expressions are in an engine; here as plain as possible.
enum Cell: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case text(Bytes)
    /// Microseconds since 1970.
    case timestamp(Int64)

    init(_ column: Batch.Column, _ row: Int) {
        if column.isNull(row) {
            self = .null
            return
        }
        switch column.values {
        case .booleans(let values): self = .boolean(values[row])
        case .integers(let values): self = .integer(values[row])
        case .doubles(let values): self = .double(values[row])
        case .texts(let values): self = .text(Bytes(values[row]))
        case .timestamps(let values): self = .timestamp(values[row])
        }
    }

    var isNull: Bool { self == .null }

    /// `nil` for null and for texts that are no number; NaN and infinities are numbers here.
    var number: Double? {
        switch self {
        case .null: return nil
        case .boolean(let value): return value ? 1 : 0
        case .integer(let value): return Double(value)
        case .double(let value): return value
        case .timestamp(let value): return Double(value) / 1e6
        case .text(let bytes):
            let text = bytes.text.trimmingCharacters(in: .whitespacesAndNewlines)
            return text.lowercased().contains("x") ? nil : Double(text)
        }
    }

    var finiteNumber: Double? { number.flatMap { $0.isFinite ? $0 : nil } }

    var category: Bytes? {
        switch self {
        case .null: nil
        case .boolean(let value): Bytes(value ? "true" : "false")
        case .integer(let value): Bytes(String(value))
        case .double(let value):
            Bytes(value.rounded() == value && abs(value) < 1e15 ? String(Int64(value)) : String(value))
        case .text(let value): value
        case .timestamp(let value):
            // 1970-01-01 00:00:00.25: as ISO 8601 without T, Z and the fraction's last zeros
            Bytes(Self.withoutLastZeros(
                Timestamp(microseconds: value).description.replacing("T", with: " ").replacing("Z", with: "")))
        }
    }

    private static func withoutLastZeros(_ time: String) -> String {
        guard time.contains(".") else { return time }
        return String(time.reversed().drop { $0 == "0" }.reversed())
    }

    /// As a category, but booleans and texts for them are 1 and 0, whole numbers have no fraction, and numbers that are
    /// not finite are no class.
    var classLabel: Bytes? {
        switch self {
        case .boolean(let value): Bytes(value ? "1" : "0")
        case .double(let value) where !value.isFinite: nil
        case .text(let value):
            switch value.text {
            case let text where text.wholeMatch(of: /(?i)true/) != nil: Bytes("1")
            case let text where text.wholeMatch(of: /(?i)false/) != nil: Bytes("0")
            case let text where text.wholeMatch(of: /-?[0-9]+\.0/) != nil: Bytes(String(text.dropLast(2)))
            default: value
            }
        default: category
        }
    }

    /// Microseconds since 1970, rounded down.
    var time: Int64? {
        switch self {
        case .null, .boolean: return nil
        case .timestamp(let value): return value
        case .text(let bytes): return TimeText.microseconds(bytes.text)
        case .integer(let value):
            switch value.magnitude {
            case ..<100_000_000_000: return value * 1_000_000
            case ..<100_000_000_000_000: return value * 1_000
            case ..<100_000_000_000_000_000: return value
            default: return value.quotient(flooringBy: 1_000)
            }
        case .double(let value):
            switch abs(value) {
            case ..<1e11: return Int64((value * 1e6).rounded(.toNearestOrEven))
            case ..<1e14: return Int64((value * 1e3).rounded(.toNearestOrEven))
            case ..<1e17: return Int64(value)
            case ..<1e20: return Int64((value / 1e3).rounded(.toNearestOrEven))
            default: return nil
            }
        }
    }
}

/// A text compared by its UTF-8, as engines do; Swift's `String` takes composed and decomposed characters as equal.
struct Bytes: Sendable, Hashable, Comparable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
