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

    var value: SQL { SQL(trusted: "c\(place)") }
    var textAsNumber: SQL { SQL(trusted: "c\(place)_number") }
    var textAsTime: SQL { SQL(trusted: "c\(place)_time") }

    /// Names and types of what is kept.
    var definitions: [(name: SQL, type: SQL)] {
        switch type {
        case .boolean: [(value, "Nullable(UInt8)")]
        case .integer, .timestamp: [(value, "Nullable(Int64)")]
        case .double: [(value, "Nullable(Float64)")]
        case .text, .other:
            [(value, "Nullable(String)"), (textAsNumber, "Nullable(Float64)"), (textAsTime, "Nullable(Int64)")]
        }
    }

    /// Writes the cell of a row as it is defined.
    static func write(_ column: Batch.Column, _ row: Int, into writer: inout RowBinaryWriter) {
        let isNull = column.isNull(row)
        switch column.values {
        case .booleans(let values): writer.write(nullable: isNull ? nil : values[row])
        case .integers(let values), .timestamps(let values): writer.write(nullable: isNull ? nil : values[row])
        case .doubles(let values): writer.write(nullable: isNull ? nil : values[row])
        case .texts(let values):
            let text = isNull ? nil : values[row]
            writer.write(nullable: text)
            writer.write(nullable: text.flatMap(TextValue.number))
            writer.write(nullable: text.flatMap(TextValue.time))
        }
    }
}
