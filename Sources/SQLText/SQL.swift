/// SQL as a value: text with placeholders, and the values that go in their places.
///
/// Text from outside cannot become SQL by accident: an interpolated value is bound, a name is quoted, and only another
/// `SQL` is taken as it is.
///
///     let query: SQL = "SELECT count(*) FROM \(identifier: table) WHERE \(identifier: column) > \(bind: .double(3))"
package struct SQL: Sendable, Hashable {
    /// The text; each `?` outside quotes stands for the next binding.
    package var text: String
    package var bindings: [SQLValue]

    /// Takes text that is known to be SQL: written in our source, or made by quoting.
    package init(trusted text: String, bindings: [SQLValue] = []) {
        self.text = text
        self.bindings = bindings
    }

    /// `name` as an identifier that means just this name, whatever characters it has.
    package static func identifier(_ name: String) -> SQL {
        // By scalars: a quote with a combining mark after it is one character, and still a quote.
        SQL(trusted: "\"" + name.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\"")
    }

    /// A value, bound.
    package static func bind(_ value: SQLValue) -> SQL {
        SQL(trusted: "?", bindings: [value])
    }

    /// A number as a literal that reads back as the same double, for places where many bindings would be slow.
    ///
    /// - Precondition: `number` is finite.
    package static func literal(_ number: Double) -> SQL {
        precondition(number.isFinite, "a literal must be finite")
        // An exponent makes it a DOUBLE at once; a cast of a DECIMAL is more for the engine to plan.
        let text = "\(number)"
        return SQL(trusted: text.contains("e") ? "(\(text))" : "(\(text)e0)")
    }

    package static func literal(_ number: Int64) -> SQL {
        SQL(trusted: number < 0 ? "(\(number))" : "\(number)")
    }

    /// A text as a literal, for statements that take no bindings, such as the definition of a view.
    ///
    /// The character NUL is added by number: engines that take statements as C strings would stop reading at it.
    package static func literal(_ text: String) -> SQL {
        // By scalars: a quote with a combining mark after it is one character, and still a quote.
        let parts = text.unicodeScalars.split(separator: "\0", omittingEmptySubsequences: false).map { part in
            "'" + part.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
        }
        return SQL(trusted: parts.count == 1 ? parts[0] : "(" + parts.joined(separator: " || chr(0) || ") + ")")
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        SQL(trusted: left.text + right.text, bindings: left.bindings + right.bindings)
    }
}

/// A value bound to a placeholder.
package enum SQLValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) {
        self.init(trusted: text)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(trusted: "")

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            sql.text += literal
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            sql = sql + fragment
        }

        package mutating func appendInterpolation(identifier name: String) {
            sql = sql + .identifier(name)
        }

        package mutating func appendInterpolation(bind value: SQLValue) {
            sql = sql + .bind(value)
        }

        package mutating func appendInterpolation(_ number: Int) {
            sql = sql + .literal(Int64(number))
        }
    }
}

extension Sequence<SQL> {
    /// The fragments one after the other, with `separator` between them.
    package func joined(separator: SQL = ", ") -> SQL {
        var result = SQL(trusted: "")
        for (index, fragment) in enumerated() {
            if index > 0 {
                result.text += separator.text
                result.bindings += separator.bindings
            }
            result.text += fragment.text
            result.bindings += fragment.bindings
        }
        return result
    }
}
