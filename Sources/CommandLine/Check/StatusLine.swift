internal import Foundation
internal import Synchronization

/// A line on standard error that says what is being done; only where somebody watches.
final class StatusLine: Sendable {
    private let isWatched: Bool
    private let start = ContinuousClock.now
    private let isShown = Mutex(false)

    init(isQuiet: Bool) {
        isWatched = !isQuiet && isatty(2) == 1
    }

    func show(_ text: String) {
        guard isWatched else { return }
        isShown.withLock { $0 = true }
        let seconds = (ContinuousClock.now - start).components.seconds
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text) … \(seconds) s".utf8))
    }

    func clear() {
        if isShown.withLock({ $0 }) { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}

/// Where the system wants temporary files.
enum TemporaryFolder {
    static var path: String { FileManager.default.temporaryDirectory.appending(path: "assay-\(getpid())").path }
}
