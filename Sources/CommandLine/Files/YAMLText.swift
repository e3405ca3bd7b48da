internal import Foundation
internal import HTTPServer
internal import Yams

/// YAML as the values that JSON has.
enum YAMLText {
    /// The one document in a text.
    ///
    /// - Throws: `InputError` with the line.
    static func compose(_ text: String, named name: String) throws -> Node {
        do {
            guard let root = try Yams.compose(yaml: text) else { throw InputError("\(name) is empty") }
            return root
        } catch let error as YamlError {
            throw InputError(explain(error, name))
        }
    }

    static func value(of node: Node, in name: String) throws -> JSONValue {
        switch node {
        case .scalar(let scalar): return try value(of: scalar, tag: node.tagName, in: name)
        case .sequence(let sequence): return .array(try sequence.map { try value(of: $0, in: name) })
        case .mapping(let mapping):
            return .object(
                try mapping.map { key, value in
                    guard let text = key.scalar?.string else {
                        throw InputError("\(place(key, name)): a key has to be a text")
                    }
                    return .init(name: text, value: try self.value(of: value, in: name))
                })
        case .alias: throw InputError("\(place(node, name)): write the value here instead of an alias")
        }
    }

    private static func value(of scalar: Node.Scalar, tag: Tag.Name, in name: String) throws -> JSONValue {
        switch tag {
        case .null: return .null
        case .bool: return Bool.construct(from: scalar).map(JSONValue.boolean) ?? .text(scalar.string)
        case .int:
            return Int64.construct(from: scalar).map(JSONValue.integer) ?? Double.construct(from: scalar).map(JSONValue.number)
                ?? .text(scalar.string)
        case .float:
            guard let number = Double.construct(from: scalar) else { return .text(scalar.string) }
            guard number.isFinite else {
                throw InputError("\(place(.scalar(scalar), name)): \(scalar.string) is no finite number; leave the field out for no limit")
            }
            return .number(number)
        // Also what looks like a time: a version may be called 2026-01-31.
        default: return .text(scalar.string)
        }
    }

    /// A value as people write it, without a line's end.
    static func of(_ value: some Encodable) throws -> String {
        try YAMLEncoder().encode(value).trimmingCharacters(in: .newlines)
    }

    private static func place(_ node: Node, _ name: String) -> String { node.mark.map { "\(name), line \($0.line)" } ?? name }

    private static func explain(_ error: YamlError, _ name: String) -> String {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let more = context.map { " (\($0.text.trimmingCharacters(in: .whitespaces)))" } ?? ""
            return "\(name), line \(mark.line), column \(mark.column): this is no YAML: \(problem)\(more)"
        case .duplicatedKeysInMapping(let keys, let context):
            let list = keys.map { "'\($0)'" }.joined(separator: ", ")
            return "\(name), line \(context.mark.line): \(list) is there twice in what begins here; keep one"
        default: return "\(name) is no YAML: \(error)"
        }
    }
}

extension Node {
    /// What kind of value it is.
    var tagName: Tag.Name { Tag.Name(rawValue: tag.description) }
}
