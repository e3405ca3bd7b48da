/// Which records are meant: a predicate over their columns, such as `age < 25 and region in ("CA", "NV")`.
///
/// The language is in docs/slices.md. It is read here and nowhere else, so the API, the command line and the pages
/// agree. Two slices are equal when they say the same in the same order, however they were written.
package struct Slice: Sendable {
    package typealias Expression = SliceExpression<SliceTest<SliceName, SliceLiteral>>

    /// Bytes of text. Far above what people write; it bounds the work that hostile text can cause.
    package static let lengthLimit = 10_000
    /// Parentheses and `not` inside one another. Reading and rendering recurse; this keeps them off the stack's end.
    package static let depthLimit = 64

    /// As it was written.
    package let text: String
    package let expression: Expression
    /// The one way to write this slice; reads back as the same slice. For saving and comparing.
    package let description: String

    package init(parsing text: String) throws(SliceError) {
        guard text.utf8.count <= Self.lengthLimit else {
            let end = text.utf8.index(text.startIndex, offsetBy: Self.lengthLimit)
            throw SliceError(
                "the slice is too long: \(text.utf8.count) bytes, where \(Self.lengthLimit) are allowed", in: text, at: end)
        }
        var parser = try SliceParser(text)
        expression = try parser.slice()
        description = expression.description
        self.text = text
        // Else there would be slices that can be written but not read back.
        guard description.utf8.count <= Self.lengthLimit else {
            throw SliceError(
                "the slice is too long: \(description.utf8.count) bytes with spaces and numbers in full, where "
                    + "\(Self.lengthLimit) are allowed", in: text, at: text.endIndex)
        }
    }

    /// The records that both this slice and another hold for.
    ///
    /// - Throws: when both together are beyond the limits of slices.
    package func and(_ other: Slice) throws(SliceError) -> Slice { try Slice(.and([expression, other.expression])) }

    /// A slice made by code.
    ///
    /// - Throws: when it is beyond the limits of slices, or not one that can be written, such as `or` of nothing.
    package init(_ expression: Expression) throws(SliceError) {
        try self.init(parsing: expression.description)
    }
}

extension Slice: Hashable, CustomStringConvertible {
    package static func == (left: Self, right: Self) -> Bool { left.expression == right.expression }

    package func hash(into hasher: inout Hasher) { hasher.combine(expression) }
}
