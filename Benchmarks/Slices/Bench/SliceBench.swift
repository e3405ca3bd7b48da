import Foundation
import Statistics

/// Searches slices of a table of codes in a file, and prints what it finds and what that costs. For `Benchmarks/slices.py`.
///
///     SliceBench FILE ROWS COLUMNS ALPHA SUPPORT K DEPTH
///
/// The file holds a byte for each code, column after column, then a double for each row's loss.
@main struct SliceBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 8, let rows = Int(arguments[2]), let columns = Int(arguments[3]), let alpha = Double(arguments[4]),
            let support = Int(arguments[5]), let limit = Int(arguments[6]), let depth = Int(arguments[7])
        else {
            print("usage: SliceBench FILE ROWS COLUMNS ALPHA SUPPORT K DEPTH")
            return
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: arguments[1]))
        let codes = (0..<columns).map { Array(data[$0 * rows..<($0 + 1) * rows]) }
        let losses = data[(columns * rows)...].withUnsafeBytes { bytes in
            (0..<rows).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
        }
        let table = LossTable(codes: codes, losses: losses)
        let conditions = codes.enumerated().flatMap { column, codes in Set(codes).map { CodeRange(column: column, code: $0) } }
        let (before, start) = (cpuSeconds(), Date.now)
        let found = try await SliceSearch(
            current: table, conditions: conditions, ranking: .weighted(alpha: alpha), support: support, limit: limit, depth: depth
        ).slices()
        let result = Result(
            cpu: cpuSeconds() - before, wall: -start.timeIntervalSinceNow, memory: try mostMemory(),
            slices: found.map { slice in
                .init(conditions: slice.conditions.map { [$0.column, Int($0.lowest)] }, score: slice.score, size: Int(slice.current.count))
            })
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }

    struct Result: Encodable {
        struct Slice: Encodable {
            var conditions: [[Int]]
            var score: Double
            var size: Int
        }

        /// Seconds of processors, and of the clock.
        var cpu: Double
        var wall: Double
        /// The most that the process had, in MiB.
        var memory: Double
        var slices: [Slice]
    }

    private static func mostMemory() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? .nan) / 1_024
    }

    private static func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
