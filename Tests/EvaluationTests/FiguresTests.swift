import Testing

@testable import Evaluation

/// Protects sentences from numbers that no sentence expects.
@Suite struct FiguresTests {
    @Test(arguments: [
        (0, "0"), (0.123456, "0.123"), (-3.14159, "-3.14"), (42.5, "42.5"), (1_234.5, "1235"), (9.9e14, "990000000000000"),
        (-1e300, "-1e+300"), (1.23456e200, "1.23e+200"), (.infinity, "0"), (.greatestFiniteMagnitude, "1.8e+308"),
    ] as [(Double, String)])
    func threeDigits(_ value: Double, _ text: String) {
        #expect(value.short == text)
    }
}
