internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The files that a writer needs on the way, beside the one that it is to make: on the same disk, so that the last step
/// is a rename.
struct TemporaryFiles: Sendable {
    private let final: String
    /// Holds rows before they are written.
    let database: String
    /// The file before it gets its name.
    let parquet: String

    init(besides path: String) {
        final = path
        database = path + ".rows.tmp"
        parquet = path + ".tmp"
    }

    /// Removes what is there, such as what a killed process left.
    func remove() throws {
        for path in [database, database + ".wal", database + ".tmp", parquet]
        where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    /// Removes what is there, for want of anybody to complain to.
    func removeQuietly() {
        try? remove()  // a file that stays behind is removed by the next writer of the same path
    }

    /// Gives the finished file its name, in place of a file that has it.
    func putInPlace() throws {
        guard rename(parquet, final) == 0 else {
            throw ParquetWriterError(path: final, reason: String(cString: strerror(errno)))
        }
    }
}
