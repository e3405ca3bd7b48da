/// A piece of configuration (a model, a key, a saved slice) as it was written at one time.
///
/// Documents are only ever added: the latest of a name holds, and the earlier ones are the audit log.
package struct Document: Sendable, Hashable {
    /// What kinds there are.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case model, key, slice, setting
        /// How a model's records are counted: see `EvaluationPlan`.
        case plan
        /// That rows were deleted, without saying whose: named by the model.
        case deletion
    }

    /// Counts all documents of a store.
    package var revision: Int64
    package var kind: Kind
    package var name: String
    /// JSON; `nil` when the document was deleted.
    package var body: String?
    package var writtenAt: Timestamp
    /// Who wrote it: a key's name, or the program.
    package var author: String

    package init(
        revision: Int64, kind: Kind, name: String, body: String?, writtenAt: Timestamp, author: String
    ) {
        self.revision = revision
        self.kind = kind
        self.name = name
        self.body = body
        self.writtenAt = writtenAt
        self.author = author
    }
}
