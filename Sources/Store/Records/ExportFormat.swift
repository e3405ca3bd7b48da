/// How rows are written into a file.
package enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    /// Everything as it is.
    case parquet
    /// An object a line; numbers that JSON has not are the texts `NaN`, `Infinity` and `-Infinity`.
    case ndjson
    /// With a header; does not tell empty texts from missing values where it is read again.
    case csv
}
