internal import Foundation

/// What the operating system knows of this process and its files.
enum ProcessFigures {
    /// Resident memory in bytes; `nil` where the system does not say it like Linux.
    static var residentBytes: Int? {
        guard let text = FileManager.default.contents(atPath: "/proc/self/statm").map({ String(decoding: $0, as: UTF8.self) })
        else { return nil }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }

    /// The size of all files in a folder, in bytes.
    static func bytes(inFolder path: String) -> Int {
        guard let names = FileManager.default.enumerator(atPath: path) else { return 0 }
        var total = 0
        for case let name as String in names {
            // `try?`: a file that is gone by now has no size.
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            if attributes?[.type] as? FileAttributeType == .typeRegular { total += attributes?[.size] as? Int ?? 0 }
        }
        return total
    }
}
