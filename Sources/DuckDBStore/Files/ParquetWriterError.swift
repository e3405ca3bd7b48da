/// A Parquet file that could not be written.
package struct ParquetWriterError: Error, Sendable, CustomStringConvertible {
    /// The file that was to be written.
    package let path: String
    /// Why not, in the engine's or the system's words.
    package let reason: String
    /// What was thrown below, if anything.
    package let underlying: (any Error)?

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
        underlying = nil
    }

    init(path: String, underlying: any Error) {
        self.path = path
        reason = "\(underlying)"
        self.underlying = underlying
    }

    package var description: String { "cannot write \(path): \(reason)" }
}
