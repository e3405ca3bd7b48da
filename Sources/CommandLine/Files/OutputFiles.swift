internal import Foundation

/// Guards files that are read from being written over.
enum OutputFiles {
    /// - Parameters:
    ///   - outputs: by flag, where something is written; `-` is standard output.
    ///   - inputs: by the name of the flag, paths and patterns.
    /// - Throws: `InputError` where an output is one of the inputs, by whatever path, and where there is no such input.
    static func refuse(_ outputs: [(flag: String, path: String?)], among inputs: [(part: String, arguments: [String])]) throws {
        let written = outputs.compactMap { flag, path in path.flatMap { path in identity(of: path).map { (flag, path, $0) } } }
        guard !written.isEmpty else { return }
        for (part, arguments) in inputs {
            for input in try arguments.flatMap({ try DataFiles.resolve($0, part: part) }) {
                guard let same = written.first(where: { $0.2 == identity(of: input) }) else { continue }
                throw InputError("\(same.0): \(same.1) is read as --\(part) and would be written over; name another file")
            }
        }
    }

    /// The file itself, whatever link or path leads to it; `nil` where there is none yet, or none that keeps anything.
    private static func identity(of path: String) -> FileIdentity? {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    private struct FileIdentity: Equatable {
        var device: UInt64
        var number: UInt64
    }
}
