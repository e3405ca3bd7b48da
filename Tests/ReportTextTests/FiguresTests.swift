import Testing

@testable import ReportText

/// Protects how numbers are written: readers decide by them.
@Suite struct FiguresTests {
    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (0.5, "0.5"), (0.4119, "0.412"), (0.01234, "0.0123"), (0.00012, "0.0001"),
        (0.00001234, "1.23e-5"), (1.2345, "1.235"), (12.345, "12.35"), (99.996, "100"), (123.45, "123.5"),
        (999.96, "1,000"), (1234.5, "1,235"), (-1234.5, "-1,235"), (999_999_999, "1.00e9"), (123_456_789, "123,456,789"),
        (1e300, "1.00e300"), (-.leastNonzeroMagnitude, "-5.00e-324"), (0.1 + 0.2, "0.3"), (1.005, "1.005"), (.nan, "NaN"),
        (-.infinity, "-inf"),
    ] as [(Double, String)])
    func numbers(value: Double, text: String) {
        #expect(Figures.number(value) == text)
    }

    @Test(arguments: [
        (0, "0%"), (0.5, "50%"), (0.1234, "12.3%"), (0.01234, "1.23%"), (0.0004, "0.04%"), (0.000001, "<0.01%"),
        (-0.000001, ">-0.01%"), (0.99999, "100%"), (1, "100%"), (12.5, "1,250%"),
    ] as [(Double, String)])
    func percentages(share: Double, text: String) {
        #expect(Figures.percent(share) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (.max, "9,223,372,036,854,775,807"),
        (.min, "-9,223,372,036,854,775,808"),
    ] as [(Int, String)])
    func counts(value: Int, text: String) {
        #expect(Figures.count(value) == text)
    }

    @Test func countedNouns() {
        #expect(Figures.count(1, "row") == "1 row")
        #expect(Figures.count(0, "class", plural: "classes") == "0 classes")
    }

    @Test(arguments: [
        (0.85312, 0.0041, "0.853 ± 0.004"), (0.9123, 0.0012, "0.9123 ± 0.0012"), (12_345.6, 123, "12,346 ± 123"),
        (0.5, 0.0996, "0.5 ± 0.1"), (0.5, 0, "0.5"), (0.5, nil, "0.5"), (-0.0004, 0.02, "0.00 ± 0.02"),
        (0.5, .nan, "0.5"), (0.5, 1e-12, "0.5"),
    ] as [(Double, Double?, String)])
    func measurements(value: Double, error: Double?, text: String) {
        #expect(Figures.measured(value, standardError: error) == text)
    }

    @Test func changes() {
        #expect(Figures.change(-0.0593, standardErrors: [0.0012, 0.004]) == "-0.059")
        #expect(Figures.change(0.0441, standardErrors: [0.003, nil]) == "+0.044")
        #expect(Figures.change(0.00001, standardErrors: [0.003]) == "0.000")
        #expect(Figures.change(0.0441, standardErrors: []) == "+0.0441")
        #expect(Figures.number(nil) == "-")
    }
}
