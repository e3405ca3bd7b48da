/// Random numbers of one row, drawn by name instead of in turn.
///
/// Counter-based: the bits of a draw are SplitMix64 (Steele, Lea & Flood, OOPSLA 2014) at a place given by seed,
/// stream, row, attempt and the draw's number. Any row can be made without the ones before it, in any batch and on any
/// thread, and a draw that a failure adds leaves all others as they were.
struct RowRandom {
    private let key: UInt64

    /// - Parameter attempt: 0 for the row itself; higher numbers are other people who could have come in its place.
    init(seed: UInt64, stream: UInt64, row: Int, attempt: Int = 0) {
        let start = mixed(seed &+ golden &* (stream &+ 1))
        let place = mixed(start ^ (UInt64(truncatingIfNeeded: row) &* 0xD6E8_FEB8_6659_FD93))
        key = attempt == 0 ? place : mixed(place &+ UInt64(attempt) &* 0xA076_1D64_78BD_642F)
    }

    /// 64 random bits for the draw with this number.
    func bits(_ number: UInt64) -> UInt64 { mixed(key &+ golden &* (number &+ 1)) }

    /// Uniform in the open interval (0, 1): never 0, never 1.
    func uniform(_ number: UInt64) -> Double {
        (Double(bits(number) >> 12) + 0.5) * 0x1p-52
    }

    /// Uniform in (0, 1).
    func uniform(_ draw: Draw) -> Double { uniform(draw.rawValue) }

    /// Standard normal.
    func normal(_ draw: Draw) -> Double { normalQuantile(uniform(draw)) }
}

/// The names of a row's draws. The numbers are part of what a seed means: append, never reorder.
enum Draw: UInt64 {
    case creditRisk, ageGroup, age, income, employment, amount, term, utilisation, accounts, delinquencies, inquiries
    case bureau, debt
    case region, device, channel, employmentType, housing, purpose, education, payment
    case incomeMissing, employmentMissing, utilisationMissing, bureauMissing, educationMissing, paymentMissing
    case hidden, label, delay, neverLabelled, receipt
    case failurePick, failureValue, failureReceipt
}

private let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

/// The finaliser of SplitMix64: every bit of the input changes every bit of the output with probability one half.
private func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
}
