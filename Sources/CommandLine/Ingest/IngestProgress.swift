internal import Foundation

/// How far reading has come: a line where somebody watches.
final class IngestProgress {
    private let line: StatusLine
    private let start = ContinuousClock.now
    /// In bytes; `nil` when standard input is among the files.
    private let total: Int?
    private var before = 0

    init(files: [IngestFile], isQuiet: Bool) {
        line = StatusLine(isQuiet: isQuiet)
        total = files.reduce(0) { sum, file in sum.flatMap { sum in file.size.map { sum + $0 } } }
    }

    /// - Parameter bytes: of the file that is being read.
    func show(rows: Int, bytes: Int) {
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
        let done = before + bytes
        let share = total.map { $0 > 0 ? " of \(megabytes($0)) MB (\(min(100, done * 100 / $0)) %)" : "" } ?? ""
        let rate = String(format: "%.1f", Double(done) / 1e6 / seconds)
        line.show("\(rows) rows, \(megabytes(done))\(share.isEmpty ? " MB" : share), \(rate) MB/s")
    }

    func finish(_ file: IngestFile, bytes: Int) { before += bytes }

    func clear() { line.clear() }

    private func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e6) }
}
