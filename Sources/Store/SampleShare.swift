/// How many of `whole` equal parts of all records a sample takes.
package enum SampleShare {
    package static let whole = 4_294_967_296

    /// All where but one record is wanted: engines stir records differently, and would leave out different ones, or two.
    package static func of(_ rows: Int, among all: Int) -> Int {
        rows + 1 >= all ? whole : Int(Double(max(0, rows)) / Double(all) * Double(whole))
    }
}
