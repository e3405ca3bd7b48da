internal import Foundation
internal import Store

/// Finds the files that a command's arguments name, and what format they have.
enum DataFiles {
    /// One relation for all files that the arguments name, and their paths. Arguments are paths, or patterns such as
    /// `data/day-*.parquet`.
    static func open(
        _ arguments: [String], as part: String, in store: any FileStore
    ) async throws -> (relation: Relation, paths: [String]) {
        let paths = try arguments.flatMap { try resolve($0, part: part) }
        var formats: [FileSet.Format: String] = [:]
        for path in paths { formats[try format(of: path, part: part)] = path }
        guard formats.count == 1, let format = formats.keys.first else {
            throw InputError(
                "--\(part): files of different formats cannot be one table: "
                    + formats.values.sorted().joined(separator: ", "))
        }
        do {
            return (try await store.open(FileSet(paths: paths, format: format)), paths)
        } catch let error as StoreError {
            // The engine knows the file; which flag named it is known here.
            throw StoreError(error.kind, "--\(part): \(error.description)", cause: error.cause)
        }
    }

    /// The files that an argument stands for. A file of that very name comes before a pattern.
    ///
    /// - Parameter part: the flag that the argument belongs to, for messages; `nil` for none.
    static func resolve(_ argument: String, part: String?) throws -> [String] {
        let flag = part.map { "--\($0): " } ?? ""
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder) {
            guard !isFolder.boolValue else {
                throw InputError("\(flag)\(argument) is a folder; name its files, such as '\(argument)/*.parquet'")
            }
            guard FileManager.default.isReadableFile(atPath: argument) else {
                throw InputError("\(flag)\(argument) may not be read; check its permissions")
            }
            return [argument]
        }
        var matches = glob_t()
        defer { globfree(&matches) }
        if glob(argument, 0, nil, &matches) == 0 {
            return (0..<Int(matches.gl_pathc)).compactMap { index in
                matches.gl_pathv[index].map { String(cString: $0) }
            }
        }
        throw InputError("\(flag)there is no file \(argument); check the path")
    }

    private static func format(of path: String, part: String) throws -> FileSet.Format {
        var name = path.lowercased()
        for compression in [".gz", ".zst"] where name.hasSuffix(compression) { name.removeLast(compression.count) }
        switch name.split(separator: ".").last {
        case "parquet", "pq": return .parquet
        case "csv", "tsv", "txt": return .csv
        case "ndjson", "jsonl", "json": return .ndjson
        default:
            throw InputError(
                "--\(part): the format of \(path) is not known by its name; use .parquet, .csv, .tsv or .ndjson "
                    + "(text files also with .gz)")
        }
    }
}
