/// SplitMix64 (Steele, Lea and Flood 2014): a small generator that gives the same numbers everywhere, so that a
/// failing property test can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Cuts `values` into one to five parts at random places; parts may be empty.
func randomSplit<T>(_ values: [T], using generator: inout SeededGenerator) -> [ArraySlice<T>] {
    let cuts = (0..<Int.random(in: 0...4, using: &generator))
        .map { _ in Int.random(in: 0...values.count, using: &generator) }
        .sorted()
    let bounds = [0] + cuts + [values.count]
    return zip(bounds, bounds.dropFirst()).map { values[$0..<$1] }
}
