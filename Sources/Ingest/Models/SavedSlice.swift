package import Domain
internal import FoundationEssentials
internal import Store

/// A slice of a model's records under a name, to be asked for again.
package struct SavedSlice: Sendable, Hashable {
    /// Longest explanation, in Unicode scalars.
    package static let explanationLimit = 2_000

    package var name: String
    package var slice: Slice
    /// What people wrote about it.
    package var explanation: String?
    /// Of the document that holds it.
    package var revision: Int64
    package var writtenAt: Timestamp

    /// What is wrong with a name; `nil` when it can be used.
    static func problem(ofName name: String) -> String? {
        if let problem = ModelDefinition.problem(ofName: name) { return problem }
        // The last one in a document's name parts the model's, which may hold any, from the slice's.
        if name.utf8.contains(UInt8(ascii: "/")) { return "the name of a slice must not hold '/'; leave it out" }
        return nil
    }
}

// MARK: As a document

extension SavedSlice {
    private struct Body: Codable {
        var `where`: String
        var description: String?
    }

    /// The name of the document that holds a model's slice.
    static func documentName(of slice: String, of model: String) -> String { "\(model)/\(slice)" }

    /// The text under which a slice is kept.
    static func body(of slice: Slice, explanation: String?) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Body(where: slice.description, description: explanation)
        return String(decoding: try encoder.encode(body), as: UTF8.self)
    }

    /// The slice that a document holds, with the name of its model.
    ///
    /// - Throws: `StoreError` of kind `engine` when the document is damaged.
    static func reading(_ document: Document) throws -> (model: String, slice: SavedSlice) {
        let bytes = document.name.utf8
        guard let separator = bytes.lastIndex(of: UInt8(ascii: "/")) else {
            throw StoreError(.engine, "the slice '\(document.name)', revision \(document.revision), is of no model")
        }
        do {
            let body = try JSONDecoder().decode(Body.self, from: Data((document.body ?? "").utf8))
            let slice = SavedSlice(
                name: String(decoding: bytes[bytes.index(after: separator)...], as: UTF8.self),
                slice: try Slice(parsing: body.where), explanation: body.description, revision: document.revision,
                writtenAt: document.writtenAt)
            return (String(decoding: bytes[..<separator], as: UTF8.self), slice)
        } catch {
            throw StoreError(
                .engine, "the slice '\(document.name)', revision \(document.revision), is damaged: \(error)", cause: error)
        }
    }
}
