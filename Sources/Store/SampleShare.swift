/// How many of `whole` equal parts of all records a sample takes.
package enum SampleShare {
    package static let whole = 4_294_967_296

    /// The parts that make a sample of about so many rows; more than there are when the sample is to be larger than what it is of.
    package static func of(_ rows: Int, among all: Int) -> Int { Int(Double(max(0, rows)) / Double(all) * Double(whole)) }
}
