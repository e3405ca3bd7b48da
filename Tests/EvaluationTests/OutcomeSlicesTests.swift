import Domain
import Testing

@testable import Evaluation

/// Protects those who read slices: limits are said as people write them, and split the same values.
@Suite struct OutcomeSlicesTests {
    @Test(arguments: [
        (SliceComparison.greaterOrEqual, 0.0.nextUp, "x > 0"), (.less, 40.0.nextUp, "x <= 40"), (.greaterOrEqual, 0.5, "x >= 0.5"),
        (.less, -2.5, "x < -2.5"), (.less, (-1.0).nextUp, "x <= -1"),
    ])
    func anEdgeJustAboveAValueIsTheValue(_ comparison: SliceComparison, _ edge: Double, _ text: String) throws {
        let slice = try Slice(.test(SliceTest(SliceName("x"), OutcomeSlices.readable(comparison, edge))))
        #expect(try Slice(parsing: text).text == slice.text)
    }
}
