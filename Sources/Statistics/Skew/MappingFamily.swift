/// One code for another.
package enum MappingFamily {
    /// The least number of rows from which one value's counterpart is taken.
    private static let leastRows = 3

    /// For each offline value of the pairs the most frequent online one; `nil` for none with enough rows, or so many that nothing is learned.
    package static func learned(_ pairs: [(String, String)]) -> Transformation? {
        var counts: [String: [String: Int]] = [:]
        for (x, y) in pairs { counts[x, default: [:]][y, default: 0] += 1 }
        var mapping: [String: String] = [:]
        for (x, found) in counts {
            guard let most = found.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value >= leastRows else { continue }
            mapping[x] = most.key
        }
        guard !mapping.isEmpty, mapping.count * 4 <= pairs.count else { return nil }
        return named(mapping)
    }

    /// Re-ordered when the same codes stand for others, re-encoded otherwise.
    package static func named(_ mapping: [String: String]) -> Transformation {
        let isPermuted = mapping.count > 1 && Set(mapping.keys) == Set(mapping.values)
        return Transformation(isPermuted ? .reordered : .recoded, mapping: mapping)
    }
}
