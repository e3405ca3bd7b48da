import Statistics

/// The generator of every property test: the same numbers everywhere, so that a failing test can be run again.
typealias SeededGenerator = SplitMix64

/// Cuts `values` into one to five parts at random places; parts may be empty.
func randomSplit<T>(_ values: [T], using generator: inout SeededGenerator) -> [ArraySlice<T>] {
    let cuts = (0..<Int.random(in: 0...4, using: &generator))
        .map { _ in Int.random(in: 0...values.count, using: &generator) }
        .sorted()
    let bounds = [0] + cuts + [values.count]
    return zip(bounds, bounds.dropFirst()).map { values[$0..<$1] }
}
