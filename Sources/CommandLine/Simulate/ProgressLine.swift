internal import Foundation

/// A line on standard error that says how far long work has come; silent for short work and where nobody watches.
final class ProgressLine {
    private let total: Int
    private let start = ContinuousClock.now
    private let isWatched = isatty(FileHandle.standardError.fileDescriptor) == 1
    private var isShown = false

    init(total: Int) { self.total = total }

    func show(_ done: Int) {
        guard isWatched, ContinuousClock.now - start > .seconds(1) else { return }
        isShown = true
        write("\r\u{1B}[Kmade \(done * 100 / max(total, 1)) % of \(total) rows")
    }

    /// Leaves the line empty.
    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
