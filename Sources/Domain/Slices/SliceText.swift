/// Pieces of a slice as they are written.
enum SliceText {
    /// A column's name, in backquotes where it would not be read as one.
    static func name(_ name: String) -> String {
        let scalars = name.unicodeScalars
        let isBare =
            scalars.first?.startsName == true && scalars.allSatisfy(\.continuesName)
            && SliceKeyword(rawValue: name.lowercased()) == nil
        return isBare ? name : quoted(name, by: "`")
    }

    static func text(_ text: String) -> String { quoted(text, by: "\"") }

    static func value(_ value: SliceValue) -> String {
        switch value {
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let value): text(value)
        case .timestamp(let value): text(value.description)
        }
    }

    /// By scalars, because a mark and a combining accent after it are one character.
    private static func quoted(_ content: String, by mark: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView([mark])
        for scalar in content.unicodeScalars {
            if scalar == mark { result.append(mark) }
            result.append(scalar)
        }
        result.append(mark)
        return String(result)
    }
}

extension SliceExpression: CustomStringConvertible where Test: CustomStringConvertible {
    /// With parentheses only where they are needed.
    package var description: String {
        switch self {
        case .or(let parts): parts.map { $0.text(bindingMoreThan: 0) }.joined(separator: " or ")
        case .and(let parts): parts.map { $0.text(bindingMoreThan: 1) }.joined(separator: " and ")
        case .not(let part): "not " + part.text(bindingMoreThan: 1)
        case .test(let test): test.description
        }
    }

    private func text(bindingMoreThan outer: Int) -> String {
        let binding =
            switch self {
            case .or: 0
            case .and: 1
            case .not, .test: 2
            }
        return binding > outer ? description : "(\(description))"
    }
}

extension SliceTest: CustomStringConvertible where Column == SliceName, Value == SliceLiteral {
    package var description: String {
        let name = SliceText.name(column.name)
        return switch condition {
        case .isTrue: name
        case .isNull: "is_null(\(name))"
        case .isNaN: "is_nan(\(name))"
        case .compares(let comparison, let literal): "\(name) \(comparison.rawValue) \(literal.text)"
        case .isIn(let literals): "\(name) in (\(literals.map(\.text).joined(separator: ", ")))"
        case .isNotIn(let literals): "\(name) not in (\(literals.map(\.text).joined(separator: ", ")))"
        case .isBetween(let low, let high): "\(name) between \(low.text) and \(high.text)"
        case .contains(let literal): "contains(\(name), \(literal.text))"
        case .startsWith(let literal): "starts_with(\(name), \(literal.text))"
        }
    }
}

extension SliceLiteral {
    fileprivate var text: String { SliceText.value(value) }
}
