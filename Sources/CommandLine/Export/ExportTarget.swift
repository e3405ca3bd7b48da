internal import Foundation
internal import Store

/// Where exported rows go: a file, or standard output.
struct ExportTarget {
    /// `-` for standard output.
    let output: String
    let format: ExportFormat
    /// The file that is written. Rows for standard output go through one: Parquet is not written from front to end, and
    /// what fails half-way shall not look like an answer.
    let path: String

    /// - Parameter flag: the one that names the output.
    /// - Throws: `InputError` for what cannot be written.
    init(output: String, format: ExportFormat?, flag: String = "--output") throws {
        self.output = output
        self.format = try format ?? Self.format(of: output, flag: flag)
        if output == "-" {
            try FileManager.default.createDirectory(atPath: TemporaryFolder.path, withIntermediateDirectories: true)
            path = TemporaryFolder.path + "/export-\(UUID().uuidString)"
        } else {
            path = output
            try requireWritable(flag)
        }
    }

    /// Hands on what has been written, where it was for standard output.
    func finish() throws {
        guard output == "-" else { return }
        defer { try? FileManager.default.removeItem(atPath: path) }  // a folder of the system's to clean
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
            try FileHandle.standardOutput.write(contentsOf: data)
        }
    }

    private static func format(of output: String, flag: String) throws -> ExportFormat {
        if output == "-" { return .ndjson }
        switch output.lowercased().split(separator: ".").last {
        case "parquet", "pq": return .parquet
        case "csv": return .csv
        case "ndjson", "jsonl", "json": return .ndjson
        default: throw InputError("\(flag): the format of \(output) is not known by its name; use .parquet, .csv or .ndjson\(flag == "--output" ? ", or say it with --format" : "")")
        }
    }

    private func requireWritable(_ flag: String) throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
        guard manager.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue, manager.isWritableFile(atPath: folder)
        else { throw InputError("\(flag): \(output) cannot be written: \(folder) is no folder that may be written to") }
        if manager.fileExists(atPath: output, isDirectory: &isFolder), isFolder.boolValue {
            throw InputError("\(flag): \(output) is a folder; name a file")
        }
    }
}
