import Synchronization
import Testing

@testable import Evaluation

/// Protects that nothing runs on, in an engine that may then be closed, when what it was started for has ended.
@Suite struct BesideTests {
    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isSet: Bool { value.withLock { $0 } }
        func set() { value.withLock { $0 = true } }
    }

    @Test func workIsOverWhenTheRestFails() async {
        let hasEnded = Flag()
        await #expect(throws: EvaluationError("refused")) {
            _ = try await beside({
                try? await Task.sleep(for: .seconds(60))  // until it is cancelled
                // As a query does, it ends only some time after that; nobody cancels a task of its own.
                try await Task { try await Task.sleep(for: .milliseconds(50)) }.value
                hasEnded.set()
            }) { (_: Task<Void, any Error>) -> Int in throw EvaluationError("refused") }
        }
        #expect(hasEnded.isSet)
    }

    @Test func workThatIsAskedForIsWaitedFor() async throws {
        let sum = try await beside({ 3 }) { work in 4 + (try await work.value) }
        #expect(sum == 7)
    }

    @Test func whoeverIsStoppedStopsBoth() async {
        let task = Task {
            try await beside({ try await Task.sleep(for: .seconds(60)) }) { work -> Int in
                try await work.value
                return 1
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
