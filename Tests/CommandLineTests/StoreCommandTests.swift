import Domain
import Foundation
import HTTPServer
import Testing

@testable import CommandLine

/// Protects the commands that work on a store's folder, and what they say when they cannot.
@Suite struct StoreCommandTests {
    private let bench = CheckBench()

    private func keys(in folder: String) async throws -> [APIKey] {
        let ring = KeyRing(try StoreFolder(path: folder, memory: 100).open())
        try await ring.load()
        return await ring.all()
    }

    @Test func keysAreMadeRotatedAndRevoked() async throws {
        let folder = bench.path("store")
        let create = ["key", "create", "--data", folder, "--scope", "ingest", "--scope", "read", "--model", "churn"]
        #expect(await Program.run(create + ["--expires", "2999-01-01T00:00:00Z", "loader"]) == 0)
        let made = try #require(try await keys(in: folder).first)
        #expect(made.name == "loader")
        #expect(made.scopes == [.ingest, .read])
        #expect(made.models == ["churn"])
        #expect(made.expiresAt?.description == "2999-01-01T00:00:00Z")
        #expect(await Program.run(["key", "list", "--data", folder]) == 0)
        #expect(await Program.run(["key", "list", "--data", folder, "--json"]) == 0)
        #expect(await Program.run(["key", "rotate", "--data", folder, made.id, "--grace", "0"]) == 0)
        #expect(try await keys(in: folder).first != made, "it has another secret")
        #expect(await Program.run(["key", "revoke", "--data", folder, made.id]) == 0)
        #expect(try await keys(in: folder).isEmpty)
        #expect(await Program.run(["key", "revoke", "--data", folder, made.id]) == 2)
    }

    @Test func wrongUseOfKeysEndsWithTwo() async {
        let folder = bench.path("store")
        for arguments in [
            ["create", "--scope", "root", "x"], ["create", "x"], ["create", "--scope", "read", ""],
            ["create", "--scope", "read", "--expires", "soon", "x"],
            ["create", "--scope", "read", "--expires", "2001-01-01T00:00:00Z", "x"], ["list", "--data", bench.path("none")],
        ] {
            let data = arguments.contains("--data") ? [] : ["--data", folder]
            #expect(await Program.run(["key"] + arguments + data) == 2, "\(arguments)")
        }
        #expect(!FileManager.default.fileExists(atPath: bench.path("none")), "asking makes no store")
    }

    @Test func foldersThatCannotBeUsedAreNamed() throws {
        func complaint(_ path: String) throws -> String {
            try #require(throws: InputError.self) { try StoreFolder(path: path, memory: 100).open() }.description
        }
        let file = try bench.file("file", "x")
        #expect(try complaint(file).contains("\(file) is a file"))
        let damaged = bench.path("damaged")
        try FileManager.default.createDirectory(atPath: damaged, withIntermediateDirectories: true)
        try Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(to: URL(fileURLWithPath: "\(damaged)/assay.duckdb"))
        #expect(try complaint(damaged).contains("is damaged or no store"))
        let folder = StoreFolder(path: bench.path("shared"), memory: 100)
        let store = try folder.open()
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700, "records are nobody else's business")
        withExtendedLifetime(store) {}
    }

    /// The kernel's lock is between processes, so the second one must be one.
    @Test func aStoreThatAServerHasIsNamed() async throws {
        let folder = StoreFolder(path: bench.path("held"), memory: 100)
        _ = try folder.open()
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = ["python3", "-c", "import fcntl,sys,time; f=open(sys.argv[1],'r+b'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); time.sleep(60)", folder.file]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        defer { holder.terminate() }
        try #require(!output.fileHandleForReading.availableData.isEmpty, "python3 did not run")
        let error = try #require(throws: InputError.self) { try folder.open() }
        #expect(error.description.contains("is open in another process"))
    }
}
