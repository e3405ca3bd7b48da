internal import Foundation
package import Store
internal import Synchronization

/// A file on its way: it is written beside its place, under its name and `.part`, and gets its name when it is whole.
///
/// What a killed process left under that name is written over. Of two that write the same file at once, the one that began
/// first is refused at its end, so that nobody gets half of the other's.
package final class PartFile: Sendable {
    private struct State {
        /// `nil` while somebody else has yet to make the file.
        var descriptor: Int32?
        var isInPlace = false
    }

    private let target: String
    package let path: String
    private let state = Mutex(State())

    /// Makes an empty file.
    package convenience init(for target: String) throws(StoreError) {
        try self.init(clearing: target)
        try hold(O_WRONLY | O_CREAT | O_EXCL)
    }

    /// Makes room for a file that somebody else makes; `adopt` it then.
    init(clearing target: String) throws(StoreError) {
        self.target = target
        path = target + ".part"
        for leftover in [path, path + ".wal"] {
            guard unlink(leftover) == 0 || errno == ENOENT else { throw Self.failure(leftover) }
        }
    }

    deinit {
        let (descriptor, isInPlace) = state.withLock { ($0.descriptor, $0.isInPlace) }
        if !isInPlace, descriptor.map(isNamed) ?? true { for file in [path, path + ".wal"] { unlink(file) } }
        if let descriptor { close(descriptor) }
    }

    /// Takes the file that was made meanwhile.
    func adopt() throws(StoreError) { try hold(O_RDONLY) }

    /// Adds bytes at the end.
    package func append(_ bytes: some Sequence<UInt8>) throws(StoreError) {
        var rest = Array(bytes)[...]
        let descriptor = state.withLock { $0.descriptor } ?? -1
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(target) }
            rest = rest.dropFirst(count)
        }
    }

    /// Gives the file its name, in place of one that has it, durably.
    package func putInPlace() throws(StoreError) {
        guard let descriptor = state.withLock({ $0.descriptor }), isNamed(descriptor) else {
            throw StoreError(.engine, "\(target) cannot be written: something else writes the same file; run one of them at a time")
        }
        guard fsync(descriptor) == 0, rename(path, target) == 0 else { throw Self.failure(target) }
        state.withLock { $0.isInPlace = true }
        let folder = open(URL(fileURLWithPath: target).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private func hold(_ flags: Int32) throws(StoreError) {
        let descriptor = open(path, flags | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(target) }
        state.withLock { $0.descriptor = descriptor }
    }

    /// Whether the name still is this file's.
    private func isNamed(_ descriptor: Int32) -> Bool {
        var (mine, named) = (stat(), stat())
        return fstat(descriptor, &mine) == 0 && lstat(path, &named) == 0 && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
    }

    private static func failure(_ path: String) -> StoreError {
        let code = errno
        return StoreError(code == ENOSPC ? .noRoom : .engine, "\(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
