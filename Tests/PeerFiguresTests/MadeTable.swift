import Foundation
import Statistics
import Store

/// A table that is made from a description, as scripts/reference-values/peers.py makes it for the peers.
struct MadeTable: Decodable, Sendable {
    struct Column: Decodable, Sendable {
        var name: String
        var kind: String
        var seed: UInt64
        var scale: Double?
        var shift: Double?
        var count: UInt64?
        var share: UInt64?
        var values: [String]?
        var weights: [UInt64]?
        var nulls: UInt64?
        var gap: [Int]?
        var step: Int64?
    }

    var rows: Int
    var columns: [Column]
}

extension MadeTable {
    var batch: Batch { Batch(columns.map { $0.cells(rows: rows) }) }

    func column(_ name: String) -> Batch.Column? { columns.first { $0.name == name }?.cells(rows: rows) }

    /// Places of the rows in the order of their time, where there is one.
    var order: [Int] {
        guard case .timestamps(let times) = columns.first(where: { $0.kind == "time" })?.cells(rows: rows).values
        else { return Array(0..<rows) }
        return times.indices.sorted { times[$0] < times[$1] }
    }

    /// The rows of each chunk: tenths and what remains, or days of time.
    func chunks(byDay: Bool) -> [[Int]] {
        let order = order
        if byDay, let step = columns.first(where: { $0.kind == "time" })?.step {
            return Dictionary(grouping: order.indices) { Int64($0) * step / 86_400 }
                .sorted { $0.key < $1.key }.map { $0.value.map { order[$0] } }
        }
        return stride(from: 0, to: rows, by: rows / 10).map { Array(order[$0..<min($0 + rows / 10, rows)]) }
    }
}

extension MadeTable.Column {
    private static let start: Int64 = 1_700_006_400

    func cells(rows: Int) -> Batch.Column {
        var random = SplitMix64(seed: seed)
        var numbers: [Double] = []
        var texts: [String] = []
        var nulls: [Bool] = []
        for row in 0..<rows {
            let (first, second) = (random.next(), random.next())
            switch kind {
            case "bell":
                let parts = [first, first >> 16, second, second >> 16].reduce(0) { $0 + Double($1 & 0xFFFF) }
                numbers.append((parts - 131_070) / 65_536 * (scale ?? 1) + (shift ?? 0))
            case "whole", "integer": numbers.append(Double(first % (count ?? 1)) + (shift ?? 0))
            case "boolean": numbers.append(first % 1_000 < (share ?? 0) ? 1 : 0)
            case "time": numbers.append(Double(Int64(row * 7_919 % rows) * (step ?? 1) + Self.start))
            default:
                let weights = weights ?? []
                var (place, left) = (0, first % weights.reduce(0, +))
                while left >= weights[place] {
                    left -= weights[place]
                    place += 1
                }
                texts.append((values ?? [])[place])
            }
            nulls.append(
                second >> 40 < (self.nulls ?? 0) * (1 << 24) / 1_000 || gap.map { row >= $0[0] && row < $0[1] } ?? false)
        }
        let column: Batch.Values =
            switch kind {
            case "category": .texts(texts)
            case "integer": .integers(numbers.map { Int64($0) })
            case "boolean": .booleans(numbers.map { $0 == 1 })
            case "time": .timestamps(numbers.map { Int64($0) * 1_000_000 })
            default: .doubles(numbers)
            }
        return Batch.Column(name, column, nulls: nulls.contains(true) ? nulls : nil)
    }
}

extension Batch.Column {
    /// Each row's number; `nil` for nulls, and for texts.
    var numbers: [Double?] {
        let all: [Double?] =
            switch values {
            case .doubles(let values): values
            case .integers(let values): values.map(Double.init)
            case .booleans(let values): values.map { $0 ? 1 : 0 }
            case .texts(let values): values.map { _ in nil }
            case .timestamps(let values): values.map(Double.init)
            }
        return all.indices.map { isNull($0) ? nil : all[$0] }
    }

    /// Each row's value as a text; `nil` for nulls.
    var names: [String?] {
        if case .texts(let values) = values { return values.indices.map { isNull($0) ? nil : values[$0] } }
        return numbers.map { $0.map { "\($0)" } }
    }
}

/// What a peer said of made tables.
struct PeerCase: Decodable, Sendable {
    struct EvidentlyColumn: Decodable, Sendable {
        var column: String
        var method: String
        var value: Double?
        var threshold: Double
        var drifted: Bool
    }

    struct EvidentlyWindow: Decodable, Sendable {
        var share: Double
        var dataset_drift: Bool
        var columns: [EvidentlyColumn]
    }

    struct Evidently: Decodable, Sendable {
        var count: Double
        var share: Double
        var dataset_drift: Bool
        var columns: [EvidentlyColumn]
        /// Of the first windows, each as a dataset of its own.
        var windows: [EvidentlyWindow]?
    }

    struct Chunks: Decodable, Sendable {
        var column: String
        var method: String?
        var reference: [Double?]
        var current: [Double?]
        var upper: Double?
        var lower: Double?
        var alerts: [Bool]
    }

    struct NannyML: Decodable, Sendable {
        var univariate: [Chunks]
        var missing: [Chunks]
        var unseen: [Chunks]
    }

    var name: String
    var period: String?
    var reference: MadeTable
    var current: MadeTable
    var evidently: Evidently?
    var nannyml: NannyML?

    static func all(_ peer: String) throws -> [PeerCase] { try decoded(peer) }
}

/// What Evidently said of a table that is not part of the package.
struct PeerTable: Decodable, Sendable {
    var dataset: String
    var share: Double
    var dataset_drift: Bool
    var columns: [PeerCase.EvidentlyColumn]

    static func all() throws -> [PeerTable] { try decoded("evidently-tables") }
}

private func decoded<Content: Decodable>(_ name: String) throws -> Content {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/\(name).json")
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
}

/// Whether two numbers agree to a millionth; the references have ten digits. Differences below 1e-8 are those of a square root of rounding.
func isAlike(_ ours: Double?, _ theirs: Double?) -> Bool {
    guard let ours, let theirs else { return ours == nil && theirs == nil }
    return abs(ours - theirs) <= 1e-6 * abs(theirs) || (abs(theirs) < 1e-7 && abs(ours) < 1e-7)
}
