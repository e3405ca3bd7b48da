internal import SQLText
internal import Store

/// Which of some texts a column's value is, without making it a text.
struct Membership {
    enum Reading {
        /// As the values of a category are written.
        case category
        /// As the names of classes are: booleans and the texts for them are 1 and 0, NaN and infinities are none.
        case `class`
    }

    /// Not null; not any of the texts.
    static let outside = CellCode.outside

    private let column: EngineColumn
    private let reading: Reading

    /// The place of the value among `texts`, the first of equal ones, or `outside`; anything where it is null.
    static func place(of column: EngineColumn, among texts: [String], as reading: Reading) -> SQL {
        Membership(column: column, reading: reading).place(among: texts)
    }

    private func place(among texts: [String]) -> SQL {
        let value: SQL = "assumeNotNull(\(column.value))"
        switch column.type {
        case .text, .other:
            let text = reading == .class ? "assumeNotNull(\(column.asClassText))" : value
            return place(of: text, among: texts.enumerated().map { (.clickHouse($1), $0) }, outOf: texts.count, isText: true)
        case .integer:
            return place(of: value, among: texts.places { text in Int64(text).flatMap { String($0) == text ? SQL(trusted: String($0)) : nil } }, outOf: texts.count)
        case .timestamp:
            let times = texts.places { text in
                TextValue.time(text).flatMap { TextValue.category(time: $0) == text ? SQL(trusted: String($0)) : nil }
            }
            return place(of: value, among: times, outOf: texts.count)
        case .boolean:
            let names = reading == .category ? ["false", "true"] : ["0", "1"]
            let known = texts.places { text in names.firstIndex(of: text).map { SQL.clickHouse(Int64($0)) } }
            return place(of: value, among: known, outOf: texts.count)
        case .double:
            return placeOfDouble(value, among: texts)
        }
    }
}

extension Membership {
    /// - Parameters:
    ///   - values: literals of texts or of whole numbers, and the place that each stands for.
    ///   - count: a place that stands for none.
    private func place(of value: SQL, among values: [(SQL, Int)], outOf count: Int, isText: Bool = false) -> SQL {
        let outside = SQL.int64(Self.outside)
        guard let first = values.first else { return outside }
        // `transform` takes one value alone for something else.
        if values.count == 1 { return "if(\(value) = \(isText ? first.0 : "toInt64(\(first.0))"), \(SQL.int64(Int64(first.1))), \(outside))" }
        // Numbers of both signs have no type in common either; those of a text have the one that is asked for.
        let literals = values.map(\.0).joined()
        let list: SQL = isText ? "[\(literals)]" : "CAST('[\(literals)]' AS Array(Int64))"
        // All places are of one sign: older servers find no type for numbers of both.
        let place: SQL = """
            toInt64(transform(\(value), \(list), [\(values.map { SQL.clickHouse(Int64($0.1)) }.joined())], \(count)))
            """
        return "if(\(place) = \(count), \(outside), \(place))"
    }

    /// Whole numbers are looked up as such, because older servers look up no doubles; others are searched for.
    private func placeOfDouble(_ value: SQL, among texts: [String]) -> SQL {
        let numbers = texts.enumerated().compactMap { place, text -> (value: Double, place: Int)? in
            guard let number = Double(text), TextValue.category(number) == text, number.isFinite || reading == .category else {
                return nil
            }
            return (number, place)
        }
        let outside = SQL.int64(Self.outside)
        let isWhole = { (number: Double) in number.rounded() == number && abs(number) < 1e15 }
        let whole = numbers.filter { isWhole($0.value) }
        let others = numbers.filter { !isWhole($0.value) && !$0.value.isNaN }
        let nan = numbers.first { $0.value.isNaN }.map { SQL.int64(Int64($0.place)) } ?? outside
        let wholeValue: SQL = "toInt64(if(isFinite(\(value)) AND abs(\(value)) < 1e15, \(value), 0.))"
        let wholePlace = place(of: wholeValue, among: whole.map { (SQL(trusted: String(Int64($0.value))), $0.place) }, outOf: texts.count)
        let otherPlace: SQL = others.isEmpty ? outside : """
            arrayElement([\(outside), \(others.map { SQL.int64(Int64($0.place)) }.joined())], \
            indexOf([\(others.map { SQL.clickHouse($0.value) }.joined())], \(value)) + 1)
            """
        return "multiIf(isNaN(\(value)), \(nan), floor(\(value)) = \(value) AND abs(\(value)) < 1e15, \(wholePlace), \(otherPlace))"
    }
}

extension [String] {
    /// The places of those texts that are a value, with the value.
    fileprivate func places(_ value: (String) -> SQL?) -> [(SQL, Int)] {
        enumerated().compactMap { place, text in value(text).map { ($0, place) } }
    }
}
