/// Gives up on work that takes longer; what it waits for is cancelled.
///
/// - Throws: `Problem` of kind `overdue`, or what the work throws.
func withDeadline<Result: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else {
            throw Problem(.overdue, "the answer took longer than \(limit) and was given up; ask for less at once")
        }
        return result
    }
}
