/// A column that slices may ask about.
package struct SliceColumn: Sendable, Hashable {
    /// What its values are to a comparison.
    package enum Kind: Sendable, Hashable {
        case boolean, integer, double, text, timestamp
        /// Lists and the like, by the engine's name: only whether there is a value.
        case other(String)
    }

    package var name: String
    package var kind: Kind

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// A slice that fits the columns of some records: names are known, and values are of their columns' types.
package struct CheckedSlice: Sendable, Hashable {
    package typealias Test = SliceTest<SliceColumn, SliceValue>

    package let expression: SliceExpression<Test>
}

extension Slice {
    /// This slice over records with these columns. Values compared with numbers that may have a fraction become doubles,
    /// texts compared with times become times.
    ///
    /// - Throws: for an unknown column, and for a test that its column's values cannot answer.
    package func checked(against columns: [SliceColumn]) throws(SliceError) -> CheckedSlice {
        let check = SliceCheck(text: text, columns: columns)
        return CheckedSlice(
            expression: try expression.map { (test) throws(SliceError) -> CheckedSlice.Test in try check.test(test) })
    }
}

/// Fits tests to columns.
private struct SliceCheck {
    let text: String
    let columns: [SliceColumn]

    func test(_ test: SliceTest<SliceName, SliceLiteral>) throws(SliceError) -> CheckedSlice.Test {
        let column = try column(test.column)
        try requireFit(test.condition, column, at: test.column.place)
        let condition = try test.condition.map { (literal) throws(SliceError) -> SliceValue in
            try value(literal, for: column)
        }
        return SliceTest(column, condition)
    }

    private func column(_ name: SliceName) throws(SliceError) -> SliceColumn {
        if let column = columns.first(where: { $0.name == name.name }) { return column }
        let names = columns.map(\.name)
        let remedy: String
        if let nearest = NearestName.nearest(to: name.name, among: names) {
            remedy = "did you mean \(SliceText.name(nearest))?"
        } else {
            let more = names.count > 10 ? " and \(names.count - 10) more" : ""
            remedy = "there are \(names.prefix(10).map(SliceText.name).joined(separator: ", "))\(more)"
        }
        throw error("no column '\(name.name.prefix(60))': \(remedy)", at: name.place)
    }

    /// Whether a column of this kind can answer such a test at all.
    private func requireFit(
        _ condition: SliceCondition<SliceLiteral>, _ column: SliceColumn, at place: SlicePlace
    ) throws(SliceError) {
        let name = SliceText.name(column.name)
        let complaint: String?
        switch (condition, column.kind) {
        case (.isNull, _): complaint = nil
        case (_, .other): complaint = "only is_null(\(name)) can be asked"
        case (.isTrue, .boolean): complaint = nil
        case (.isTrue, .integer), (.isTrue, .double): complaint = "compare it, such as \(name) = 1"
        case (.isTrue, .text): complaint = "compare it, such as \(name) = \"...\""
        case (.isTrue, .timestamp): complaint = "compare it, such as \(name) >= \"2026-03-01\""
        case (.isNaN, .integer), (.isNaN, .double): complaint = nil
        case (.isNaN, _): complaint = "is_nan is for numbers; for missing values write is_null(\(name))"
        case (.contains, .text), (.startsWith, .text): complaint = nil
        case (.contains, _), (.startsWith, _): complaint = "contains and starts_with are for texts; compare it"
        case (.compares(let comparison, _), .boolean):
            complaint = comparison.isOrder ? "they have no order; write \(name) or not \(name)" : nil
        case (.isBetween, .boolean): complaint = "they have no order; write \(name) or not \(name)"
        case (.compares, _), (.isIn, _), (.isNotIn, _), (.isBetween, _): complaint = nil
        }
        if let complaint { throw error("\(name) holds \(column.kind.plural): \(complaint)", at: place) }
    }

    private func value(_ literal: SliceLiteral, for column: SliceColumn) throws(SliceError) -> SliceValue {
        switch (column.kind, literal.value) {
        case (.boolean, .boolean), (.integer, .integer), (.integer, .double), (.double, .double), (.text, .text):
            return literal.value
        case (.double, .integer(let number)):
            return .double(Double(number))
        case (.timestamp, .text(let text)):
            guard let time = Timestamp(text: text) else {
                throw error(
                    "'\(text.prefix(40))' is no time: expected such as \"2026-03-01\", \"2026-03-01 12:30\" or "
                        + "\"2026-03-01T12:30:00+01:00\"", at: literal.place)
            }
            return .timestamp(time)
        default:
            let name = SliceText.name(column.name)
            throw error("\(name) holds \(column.kind.plural): \(remedy(literal.value, column.kind))", at: literal.place)
        }
    }

    /// What to write instead of a value of another type.
    private func remedy(_ value: SliceValue, _ kind: SliceColumn.Kind) -> String {
        switch (kind, value) {
        case (.text, _): "put the value in quotes, \"\(SliceText.value(value))\""
        case (.boolean, _): "compare it with true or false"
        case (.timestamp, _): "write a time in quotes, such as \"2026-03-01\""
        case (_, .text(let text)) where Double(text) != nil: "leave out the quotes, \(text)"
        case (_, .boolean(let isTrue)): "write \(isTrue ? 1 : 0)"
        default: "compare it with a number"
        }
    }

    private func error(_ message: String, at place: SlicePlace) -> SliceError {
        SliceError(message, in: text, at: place.index ?? text.startIndex)
    }
}

extension SliceColumn.Kind {
    fileprivate var plural: String {
        switch self {
        case .boolean: "true and false"
        case .integer: "whole numbers"
        case .double: "numbers"
        case .text: "texts"
        case .timestamp: "times"
        case .other(let name): "values of type \(name)"
        }
    }
}
