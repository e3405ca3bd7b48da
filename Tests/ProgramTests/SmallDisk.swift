import Foundation
import Testing

/// A small disk in memory, which goes when its owner does. Needs the right to mount one.
final class SmallDisk: Sendable {
    /// Whether this user may mount disks here.
    static let isAllowed = (try? SmallDisk()) != nil

    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try mount("size=40m")
    }

    deinit { _ = try? Program.run(["umount", "--lazy", folder.path], of: "/usr/bin/env") }

    func mount(_ options: String) throws {
        let run = try Program.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.path], of: "/usr/bin/env")
        guard run.code == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    private var filler: URL { URL(fileURLWithPath: "\(folder.path)/filler") }

    /// Fills the disk but for so many bytes.
    func fill(leaving bytes: Int) throws {
        let free = try FileManager.default.attributesOfFileSystem(forPath: folder.path)[.systemFreeSize] as? Int
        let wanted = max(0, try #require(free) - bytes)
        if !FileManager.default.fileExists(atPath: filler.path) { try Data().write(to: filler) }
        let file = try FileHandle(forWritingTo: filler)
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(count: wanted))
    }

    func makeRoom() throws { try FileManager.default.removeItem(at: filler) }
}
