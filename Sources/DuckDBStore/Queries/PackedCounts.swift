internal import SQLText

/// Several counts in one sum, each at digits of its own: the engine takes a part of the time for these that single counts take.
struct PackedCounts {
    /// How many bits a double adds without an error.
    private static let precision = 52
    /// Bits of a count that leave room for four in a sum.
    static let fewestBits = 13

    /// What is to be summed up over a group's rows.
    private(set) var values: [SQL] = []
    /// For each value its digits from the lowest: the slices whose records it counts.
    private var digits: [[[Int]]] = []
    private let bits: Int
    private let slices: Int

    /// - Parameter bits: of each count. A group of as many rows as these cannot count may have a count that runs into the next one's digits.
    init(_ parts: [SliceLevels], slices: Int, bits: Int) {
        self.bits = bits
        self.slices = slices
        let size = max(Self.precision / bits, 1)
        var terms: [SQL] = [], counted: [[Int]] = []
        func close() {
            guard !counted.isEmpty else { return }
            values.append(terms.joined(separator: " + "))
            digits.append(counted)
            (terms, counted) = ([], [])
        }
        for part in parts {
            let places = part.levels.indices.filter { !part.levels[$0].slices.isEmpty }
            // A part whose levels are not in one sum is told apart in each of them.
            if places.count <= size, counted.count + places.count > size { close() }
            var rest = places[...]
            while !rest.isEmpty {
                if counted.count == size { close() }
                let here = rest.prefix(size - counted.count)
                terms.append(Self.term(part.levels, digits: Dictionary(uniqueKeysWithValues: zip(here, counted.count...)), bits: bits))
                counted += here.map { part.levels[$0].slices }
                rest = rest.dropFirst(here.count)
            }
        }
        close()
    }

    /// Whether groups of so many rows are counted exactly.
    func isExact(rows: Int) -> Bool { rows < 1 << bits }

    /// How many of a group's records each slice holds for.
    func counts(_ sums: [Double]) -> [Int] {
        var counts = [Int](repeating: 0, count: slices)
        for (sum, digits) in zip(sums, digits) {
            for (digit, slices) in digits.enumerated() {
                let count = (Int(sum) >> (bits * digit)) & (1 << bits - 1)
                for slice in slices { counts[slice] += count }
            }
        }
        return counts
    }

    private static func term(_ levels: [SliceLevels.Level], digits: [Int: Int], bits: Int) -> SQL {
        let cases = levels.enumerated().map { place, level -> SQL in
            "WHEN \(level.condition) THEN \(SQL.literal(digits[place].map { Double(1 << (bits * $0)) } ?? 0)) "
        }
        return "CASE \(cases.joined(separator: ""))ELSE 0e0 END"
    }
}
