internal import Domain
internal import FoundationEssentials
internal import Store

extension ModelCatalog {
    /// The text under which a definition is kept.
    static func body(of definition: ModelDefinition) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(definition), as: UTF8.self)
    }

    /// - Throws: `StoreError` of kind `engine` when the document is damaged.
    static func definition(of document: Document) throws -> ModelDefinition {
        do {
            return try JSONDecoder().decode(ModelDefinition.self, from: Data((document.body ?? "").utf8))
        } catch {
            throw StoreError(
                .engine, "the definition of model '\(document.name)', revision \(document.revision), is damaged: \(error)",
                cause: error)
        }
    }
}
