import Testing
import WebUI

/// Protects what figures look like: nobody should misread one at night.
@Suite struct NumbersTests {
    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (0.12345, "0.1235"), (12_345.678, "12,350"), (-1_234_567, "−1,235,000"),
        (0.999_96, "1"), (9.999_9, "10"), (0.000_123_4, "0.0001234"), (1.234_5e-7, "1.235e-7"), (9.999_9e-8, "1e-7"),
        (1e15, "1e15"), (-2.5e300, "−2.5e300"), (.leastNonzeroMagnitude, "4.941e-324"), (100, "100"),
        (0.1 + 0.2, "0.3"),
        (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "not a number"),
    ])
    func fourSignificantDigits(value: Double, text: String) {
        #expect(Numbers.short(value) == text)
    }

    @Test(arguments: [
        (0, "0 %"), (1, "100 %"), (0.1234, "12.3 %"), (0.00001, "< 0.01 %"), (-0.00001, "> −0.01 %"),
        (0.0005, "0.05 %"),
        (2.5, "250 %"),
    ])
    func percentages(share: Double, text: String) {
        #expect(Numbers.percent(share) == text)
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567"),
        (Int.max, "9,223,372,036,854,775,807"), (Int.min, "−9,223,372,036,854,775,808"),
    ])
    func wholeNumbers(value: Int, text: String) {
        #expect(Numbers.whole(value) == text)
    }

    @Test func nothingIsADash() {
        #expect(Numbers.short(nil) == "–")
        #expect(Numbers.percent(nil) == "–")
        #expect(Numbers.value(nil, unit: "ms") == "–")
    }

    @Test(
        arguments: [
            (0.182, "share", "18.2 %"), (1_234_567, "count", "1,234,567"), (12.5, "minutes", "12.5 minutes"),
            (0.5, "", "0.5"),
        ] as [(Double, String, String)])
    func units(value: Double, unit: String, text: String) {
        #expect(Numbers.value(value, unit: unit) == text)
    }
}
