import Foundation
import Testing

extension ProgramTests {
    /// Protects the promise that nothing acknowledged is ever lost or counted twice: a few rounds of what `scripts/kill-rounds`
    /// does by the hundred.
    @Suite struct KillTests {
        @Test func whatIsAcknowledgedOutlivesKill() throws {
            let script = URL(fileURLWithPath: #filePath).appending(path: "../../../scripts/kill-rounds").standardized.path
            let run = try Program.run(
                ["python3", script, "--rounds", "4", "--seconds", "1", "--program", Program.path], of: "/usr/bin/env")
            #expect(run.code == 0, "\(run.complaint)")
        }
    }
}
