internal import HTTPServer

/// Where models are kept: a store here, or a server somewhere.
protocol ModelPlace: Sendable {
    func models() async throws -> [ModelView]
    func model(_ name: String) async throws -> ModelView
    func create(_ document: SourceDocument) async throws -> ModelView
    /// - Parameter revision: the one that the change was made from, when another change in between shall not be lost.
    func replace(_ document: SourceDocument, from revision: Int64?) async throws -> ModelView
    func confirm(_ name: String) async throws -> ModelView
    func delete(_ name: String) async throws
}
