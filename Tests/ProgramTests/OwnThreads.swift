import Dispatch
import Foundation
import Testing

/// Runs tests on threads of their own. These wait for processes and sockets, and the threads on which all other tests
/// (and what they test) go on are as few as the machine has cores: two that wait there would stop everything.
struct OwnThreads: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(WaitingExecutor.shared) { try await function() }
    }
}

extension Trait where Self == OwnThreads {
    static var ownThreads: Self { OwnThreads() }
}

/// As many threads as there is work that waits.
private final class WaitingExecutor: TaskExecutor {
    static let shared = WaitingExecutor()

    private let queue = DispatchQueue(label: "tests that wait", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

extension ProgramTests {
    /// Protects every other test from those that wait.
    @Suite struct OwnThreadsTests {
        @Test func waitingStopsNobody() async {
            let waiting = DispatchSemaphore(value: 0)
            // More than there are threads for what is woken by them.
            let waiters = ProcessInfo.processInfo.activeProcessorCount + 2
            let areWoken = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<waiters { group.addTask { Self.wait(for: waiting) } }
                group.addTask {
                    await Task.detached { for _ in 0..<waiters { waiting.signal() } }.value
                    return true
                }
                return await group.reduce(true) { $0 && $1 }
            }
            #expect(areWoken)
        }

        /// Holds its thread; whether it was woken in time.
        private static func wait(for semaphore: DispatchSemaphore) -> Bool { semaphore.wait(timeout: .now() + 60) == .success }
    }
}
