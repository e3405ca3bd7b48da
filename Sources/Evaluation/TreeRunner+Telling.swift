internal import Trees

extension TreeRunner {
    /// Grows trees on a thread of their own.
    ///
    /// - Parameter failure: what cannot be done where they cannot be grown.
    /// - Throws: `EvaluationError` in these words and the library's.
    static func run<Result: Sendable>(or failure: String, _ body: sending () throws -> Result) async throws -> Result {
        do {
            return try await TreeRunner().run(body)
        } catch let error as TreeError {
            throw EvaluationError("\(failure): \(error)")
        }
    }
}
