/// Calls `body` while `work` is done beside it, and returns when neither runs any more: what is left of the work is cancelled and waited for, as
/// whoever called may then take away what it works with.
func beside<Work: Sendable, Answer: Sendable>(
    _ work: @escaping @Sendable () async throws -> Work, _ body: (Task<Work, any Error>) async throws -> Answer
) async throws -> Answer {
    let task = Task { try await work() }
    return try await withTaskCancellationHandler {
        let answer: Result<Answer, any Error>
        do {
            answer = .success(try await body(task))
        } catch {
            answer = .failure(error)
        }
        task.cancel()
        _ = await task.result  // Its failure is told where `body` asks for its value.
        return try answer.get()
    } onCancel: {
        task.cancel()
    }
}
