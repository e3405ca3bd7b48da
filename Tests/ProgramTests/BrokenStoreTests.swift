import Foundation
import Testing

extension ProgramTests {
    /// Protects what is said of stores that cannot be used: the file by name, what to do, and an exit code; never a crash.
    @Suite struct BrokenStoreTests {
        private let folder: TemporaryFolder
        private var data: String { "\(folder.path)/store" }
        private var file: String { "\(data)/assay.duckdb" }

        init() throws { folder = try TemporaryFolder() }

        /// A store with some rows in its file and, when its server was killed, some in the log.
        private func fill(thenKill: Bool = false) throws {
            let rows = (0..<20_000).map { #"{"prediction_id": "\#($0)", "x": \#($0), "s": "\#(UUID())"}"# }
            var server: ServerProcess? = try ServerProcess(data: data)
            try #require(try server?.post(rows.joined(separator: "\n")).status == 200)
            try #require(server?.stop() == 0)
            guard thenKill else { return }
            server = try ServerProcess(data: data)
            try #require(try server?.post(rows[..<100].joined(separator: "\n")).status == 200)
            kill(server?.identifier ?? 0, SIGKILL)
        }

        private func change(_ path: String, _ change: (inout Data) -> Void) throws {
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            change(&bytes)
            try bytes.write(to: URL(fileURLWithPath: path))
        }

        private func flip(_ path: String, _ range: Range<Int>) throws {
            try change(path) { bytes in for place in range { bytes[place] ^= 0xFF } }
        }

        private func expectComplaint(_ words: String, code: Int32 = 2, of other: String? = nil) throws {
            let data = other ?? data
            let run = try Program.run(["serve", "--data", data, "--port", "0", "--no-keys"])
            #expect(run.code == code)
            #expect(run.complaint.contains(data) && run.complaint.contains(words), "\(run.complaint)")
        }

        @Test(arguments: [0..<64, 8..<12, 4_096..<12_288])
        func damagedHeadersAreNamed(bytes: Range<Int>) throws {
            try fill()
            try flip(file, bytes)
            try expectComplaint("is damaged or no store; put a backup in its place")
        }

        @Test(arguments: [0.0, 0.01, 0.5])
        func filesThatAreCutOffAreNamed(share: Double) throws {
            try fill()
            try change(file) { $0 = $0.prefix(Int(Double($0.count) * share)) }
            try expectComplaint("is damaged or no store; put a backup in its place")
        }

        @Test func aDamagedLogIsNamed() throws {
            try fill(thenKill: true)
            let log = file + ".wal"
            let middle = try Data(contentsOf: URL(fileURLWithPath: log)).count / 2
            try flip(log, middle..<(middle + 32))
            try expectComplaint("is damaged or no store; put a backup in its place")
        }

        /// As a machine leaves it that lost power while it wrote.
        @Test func aLogThatIsCutOffIsReadAsFarAsItGoes() throws {
            try fill(thenKill: true)
            try change(file + ".wal") { $0.removeLast(7) }
            let server = try ServerProcess(data: data)
            #expect(try server.post("{\"x\": 1}").status == 200)
            #expect(server.stop() == 0)
        }

        /// Rows are only read when somebody asks, so the server starts; it must not fall over them.
        @Test func damagedRowsDoNotEndTheServer() throws {
            try fill()
            let size = try Data(contentsOf: URL(fileURLWithPath: file)).count
            for eighth in 1..<8 { try flip(file, (size * eighth / 8)..<(size * eighth / 8 + 64)) }
            let run = try? ServerProcess(data: data)
            guard let server = run else { return try expectComplaint("is damaged or no store; put a backup in its place") }
            #expect(try server.post("{\"x\": 1}").status != 0)
            #expect(try server.get("/health").status == 200)
        }

        @Test func aSecondServerIsRefused() throws {
            let server = try ServerProcess(data: data)
            try expectComplaint("is open in another process; stop that one")
            #expect(try server.post("{\"x\": 1}").status == 200, "the first goes on")
            #expect(server.stop() == 0)
        }

        @Test func whatIsNoFileIsNamed() throws {
            try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
            try expectComplaint("see that it is a file that this user may read and write", code: 3)
        }

        private static let isRoot = geteuid() == 0

        /// Where even root may not write.
        @Test(.enabled(if: SmallDisk.isAllowed, "a disk cannot be mounted here"))
        func aReadOnlyDiskIsNamed() throws {
            let disk = try SmallDisk()
            let data = "\(disk.folder.path)/store"
            let server = try ServerProcess(data: data)
            try #require(server.stop() == 0)
            try disk.mount("remount,ro")
            try expectComplaint("cannot be written to; give this user the right to, or name another folder", of: data)
        }

        @Test(.enabled(if: !isRoot, "root may read and write everything"), arguments: [0o500, 0o000])
        func aFolderWithoutPermissionIsNamed(mode: Int) throws {
            try fill()
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: data)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: data) }
            try expectComplaint("cannot be written to; give this user the right to, or name another folder")
        }
    }
}
