internal import SQLText
internal import Store

/// A column of a relation in the engine: named by its place, so that no name from outside is ever part of a statement.
///
/// A text has two columns beside it: what it is as a number and as a moment. They are read once, by Assay, when the row
/// comes in, because servers read texts as numbers in different ways, older ones even a last digit off.
struct EngineColumn: Sendable, Hashable {
    var name: String
    var type: StoredType
    var place: Int
    /// Whether a text is kept as a number and a moment, too.
    var isRead = true

    var value: SQL { SQL(trusted: "c\(place)") }
    var textAsNumber: SQL { isRead ? SQL(trusted: "c\(place)_number") : "nullIf(toFloat64(n), toFloat64(n))" }
    var textAsTime: SQL { isRead ? SQL(trusted: "c\(place)_time") : noInteger }

    /// Names and types of what is kept.
    var definitions: [(name: String, type: String)] {
        switch type {
        case .boolean: [(value.text, "Nullable(UInt8)")]
        case .integer, .timestamp: [(value.text, "Nullable(Int64)")]
        case .double: [(value.text, "Nullable(Float64)")]
        case .text, .other:
            !isRead ? [(value.text, "Nullable(String)")] : [
                (value.text, "Nullable(String)"), (textAsNumber.text, "Nullable(Float64)"), (textAsTime.text, "Nullable(Int64)"),
            ]
        }
    }

    /// Adds cells as they are defined.
    func append(_ column: Batch.Column, to block: inout NativeBlock) {
        let definitions = definitions
        let (name, type) = definitions[0]
        switch column.values {
        case .booleans(let values): block.append(name, type, values.map { UInt8($0 ? 1 : 0) }, nulls: column.nulls)
        case .integers(let values), .timestamps(let values): block.append(name, type, values, nulls: column.nulls)
        case .doubles(let values): block.append(name, type, values, nulls: column.nulls)
        case .texts(let values):
            block.append(name, values, nulls: column.nulls)
            guard isRead else { return }
            let numbers = values.map(TextValue.number)
            block.append(definitions[1].name, definitions[1].type, numbers.map { $0 ?? 0 }, nulls: column.missing(numbers))
            let times = values.map(TextValue.time)
            block.append(definitions[2].name, definitions[2].type, times.map { $0 ?? 0 }, nulls: column.missing(times))
        }
    }
}

extension Batch.Column {
    /// Which rows have no value, or none that could be read.
    fileprivate func missing<Value>(_ values: [Value?]) -> [Bool] {
        values.enumerated().map { $1 == nil || isNull($0) }
    }
}
