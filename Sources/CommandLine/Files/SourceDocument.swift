internal import Foundation
internal import HTTPServer
internal import Yams

/// A YAML or JSON file as a value, which knows on which lines its parts stand.
struct SourceDocument: Sendable {
    /// The file, as people call it.
    let name: String
    let value: JSONValue
    private let lines: LineIndex?

    /// - Parameter path: a file that is JSON when its name ends so, else YAML; `-` for standard input, which is YAML (or
    ///   JSON, which is YAML too).
    init(path: String) throws {
        name = path == "-" ? "standard input" : path
        let handle = try Self.open(path)
        let data: Data
        do {
            data = try handle.readToEnd() ?? Data()
        } catch {
            throw InputError("\(name) cannot be read: \(error.localizedDescription)")
        }
        guard let text = String(validating: data, as: UTF8.self) else { throw InputError("\(name) is not valid UTF-8") }
        if path.lowercased().hasSuffix(".json") {
            do {
                value = try JSONParser.parse(text.utf8)
            } catch {
                throw InputError("\(name), line \(error.line), column \(error.column): \(error.reason)")
            }
            // Almost all JSON is YAML; of the rest no lines are known.
            lines = (try? Yams.compose(yaml: text)).flatMap { $0 }.map(LineIndex.init)
        } else {
            let root = try YAMLText.compose(text, named: name)
            value = try YAMLText.value(of: root, in: name)
            lines = LineIndex(root)
        }
    }

    private static func open(_ path: String) throws -> FileHandle {
        if path == "-" { return .standardInput }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
            let handle = FileHandle(forReadingAtPath: path)
        else { throw InputError("\(path) cannot be read; check the path") }
        return handle
    }

    /// What to tell of a document that cannot be used.
    ///
    /// - Parameters:
    ///   - faults: what is wrong and where: fields such as `columns.2.role`.
    func error(_ text: String, _ faults: [Problem.Fault]) -> InputError {
        guard !faults.isEmpty else { return InputError("\(name): \(text)") }
        let list = faults.map { fault in
            let field = fault.field.flatMap { $0.isEmpty ? nil : $0 }
            let found = field.flatMap { lines?.find($0) }
            let place = found.map { ", line \($0.line)" } ?? ""
            let remedy = found?.wantsQuotes == true && fault.detail.contains("of type string") ? "; put it in quotes" : ""
            return "\(name)\(place): \(field.map { "\($0): " } ?? "")\(fault.detail)\(remedy)"
        }
        return InputError(([text + ":"] + list).joined(separator: "\n  "))
    }
}
