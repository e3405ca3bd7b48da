import RealModule

/// A small, fast generator whose numbers follow from the seed alone, the same on every machine.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014). For simulation and
/// tests; not for secrets. 2^64 numbers before it repeats.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The same seed gives the same numbers.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The next double in `0..<1`, a multiple of 2^-53.
    package mutating func nextUniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// The next standard normal value, by Box and Muller's transform (1958) of two uniforms.
    package mutating func nextNormal() -> Double {
        let radius = Double.sqrt(-2 * Double.log(1 - nextUniform()))
        return radius * Double.cos(2 * Double.pi * nextUniform())
    }
}
