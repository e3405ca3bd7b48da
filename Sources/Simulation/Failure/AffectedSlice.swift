/// Rows for which all conditions hold.
package struct AffectedSlice: Sendable, Hashable, Codable {
    /// One feature compared with one value.
    package struct Condition: Sendable, Hashable, Codable {
        package var feature: String
        package var op: Comparison
        package var value: Value

        package init(_ feature: String, _ op: Comparison, _ value: Value) {
            self.feature = feature
            self.op = op
            self.value = value
        }
    }

    /// How a feature is compared.
    package enum Comparison: String, Sendable, Hashable, Codable, CaseIterable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case notEqual = "!="
        case equal = "=="
        case less = "<"
        case greater = ">"
    }

    /// What a feature is compared with.
    package enum Value: Sendable, Hashable, Codable {
        case number(Double)
        case text(String)

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {  // not a text: the next line says so if it is no number
                self = .text(text)
            } else {
                self = .number(try container.decode(Double.self))
            }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }

    package var conditions: [Condition]

    package init(_ conditions: [Condition]) { self.conditions = conditions }

    package init(from decoder: any Decoder) throws {
        conditions = try decoder.singleValueContainer().decode([Condition].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(conditions)
    }
}

extension AffectedSlice: CustomStringConvertible {
    package var description: String {
        conditions.map { condition in
            switch condition.value {
            case .number(let number):
                "\(condition.feature) \(condition.op.rawValue) \(Int64(exactly: number).map { "\($0)" } ?? "\(number)")"
            case .text(let text): "\(condition.feature) \(condition.op.rawValue) \"\(text)\""
            }
        }.joined(separator: " and ")
    }

    /// Reads conditions such as `age < 25 and region == "north"`; one `=` and texts without quotes will do.
    ///
    /// - Throws: `SimulationError` that says which part was not understood.
    package init(parsing text: String) throws(SimulationError) {
        conditions = []
        for part in text.replacing(" AND ", with: " and ").split(separator: " and ") {
            conditions.append(try Self.condition(part))
        }
        guard !conditions.isEmpty else {
            throw SimulationError("an empty slice; write such as: age < 25 and region = north")
        }
    }

    private static func condition(_ text: Substring) throws(SimulationError) -> Condition {
        let operators = Comparison.allCases.map { ($0.rawValue, $0) } + [("=", .equal)]
        guard let start = text.firstIndex(where: { "<>=!".contains($0) }),
            let (symbol, op) = operators.first(where: { text[start...].hasPrefix($0.0) })
        else { throw SimulationError("'\(text)' is not a condition such as: age < 25") }
        let blanks: (Character) -> Bool = { $0.isWhitespace || $0 == "\"" || $0 == "'" }
        let name = String(text[..<start].filter { !$0.isWhitespace })
        let value = text[start...].dropFirst(symbol.count).drop(while: blanks)
        let trimmed = String(value.reversed().drop(while: blanks).reversed())
        guard !name.isEmpty, !trimmed.isEmpty else {
            throw SimulationError("'\(text)' is not a condition such as: age < 25")
        }
        return Condition(name, op, Double(trimmed).map(Value.number) ?? .text(trimmed))
    }
}
