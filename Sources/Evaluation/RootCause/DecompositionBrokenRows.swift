internal import Statistics
internal import Store

/// Rows with cells that are missing or no number, or that are of a category which was never there, in columns where this is far more frequent than it was.
///
/// For categories, how often a new one is to be expected follows from how many of the earlier window's occur once (Good and Turing's estimate; Good,
/// Biometrika 40, 1953).
struct DecompositionBrokenRows: Sendable {
    /// What is broken.
    struct Fault: Sendable, Hashable {
        enum Kind: String, Sendable { case missing, new }

        var column: Int
        var kind: Kind
        var before: Double
        var after: Double
    }

    let faults: [Fault]
    private let known: [Int: Set<String>]

    /// Standard errors, and share of rows, from which on a difference counts.
    private static let leastZ = 5.0
    private static let leastRise = 0.005

    init(before: LabelledRows, after: LabelledRows, columns: [Int]) {
        var (faults, known): ([Fault], [Int: Set<String>]) = ([], [:])
        guard before.count > 0, after.count > 0 else {
            (self.faults, self.known) = ([], [:])
            return
        }
        func add(_ column: Int, _ kind: Fault.Kind, _ early: Double, _ late: Double) {
            let (n, m) = (Double(before.count), Double(after.count))
            let pooled = (early * n + late * m) / (n + m)
            let error = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
            guard late - early > Self.leastRise, late - early > Self.leastZ * error else { return }
            faults.append(Fault(column: column, kind: kind, before: early, after: late))
        }
        for column in columns {
            func missing(_ rows: LabelledRows) -> Double {
                Double((0..<rows.count).count { rows.cells.columns[column].isMissing($0) }) / Double(rows.count)
            }
            add(column, .missing, missing(before), missing(after))
            guard case .categories(let early) = before.cells.columns[column], case .categories(let late) = after.cells.columns[column] else { continue }
            var counts: [String: Int] = [:]
            for value in early { if let value { counts[value, default: 0] += 1 } }
            let names = Set(counts.keys)
            guard !names.isEmpty else { continue }
            let singles = Double(counts.values.count { $0 == 1 }) / Double(early.count)
            let new = Double(late.count { value in value.map { !names.contains($0) } ?? false }) / Double(late.count)
            add(column, .new, singles, new)
            if faults.last?.column == column, faults.last?.kind == .new { known[column] = names }
        }
        (self.faults, self.known) = (faults, known)
    }

    /// Whether each row has a fault.
    func flags(_ rows: LabelledRows) -> [Bool] {
        (0..<rows.count).map { row in
            faults.contains { fault in
                let cells = rows.cells.columns[fault.column]
                switch fault.kind {
                case .missing: return cells.isMissing(row)
                case .new:
                    guard case .categories(let values) = cells, let value = values[row] else { return false }
                    return known[fault.column]?.contains(value) == false
                }
            }
        }
    }
}

extension WindowRows.Cells {
    func isMissing(_ row: Int) -> Bool {
        switch self {
        case .numbers(let values): values[row].isNaN
        case .categories(let values): values[row] == nil
        }
    }
}
