import ClickHouseTestKit
import Testing

/// Protects what servers for tests are started with: the scripts give up on one that does not answer by ending what waits for it.
@Suite struct BedTests {
    @Test(.timeLimit(.minutes(1)))
    func scriptsCanEndWhatTheyStarted() async throws {
        // Fails, and ends: the same from threads of all kinds.
        await #expect(throws: BedError.self) { try await ClickHouseBed.shell("timeout 1 sleep 600") }
        await #expect(throws: BedError.self) { try await Task.detached { try await ClickHouseBed.shell("timeout 1 sleep 600") }.value }
    }
}
