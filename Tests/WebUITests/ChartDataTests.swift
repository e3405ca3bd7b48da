import Domain
import Testing
import WebUI

/// Protects the pictures: a chart may leave things out, never say something else than the report.
@Suite struct ChartDataTests {
    @Test func coloursAgreeWithVerdicts() {
        func level(_ value: Double, _ severity: Severity, limit: Double? = 0.1, lower: Bool = false) -> DriftLevel {
            DriftLevel(
                DriftPoint(window: 0, count: 1, value: value, threshold: limit, severity: severity), lowerIsWorse: lower
            )
        }
        #expect(level(0.04, .ok) == .underHalf)
        #expect(level(0.09, .info) == .underLimit)
        #expect(level(0.9, .ok) == .underLimit, "over the limit, yet judged harmless")
        #expect(level(0.12, .warning) == .overLimit)
        #expect(level(0.05, .warning) == .overLimit, "judged bad for another reason than the limit")
        #expect(level(0.25, .error) == .overTwice)
        #expect(level(0.9, .error) == .overFourfold)
        #expect(level(0.03, .error, lower: true) == .overTwice)
        #expect(level(0, .error, lower: true) == .overFourfold)
        #expect(level(5, .error, limit: nil) == .overTwice)
        #expect(level(.nan, .ok) == .underHalf)
    }

    @Test func smallValuesCanBeTheBadOnes() {
        let bad = DriftPoint(window: 0, count: 9, value: 0.001, threshold: 0.05, severity: .error)
        #expect(DriftSeries(signal: "ks", overall: nil, points: [bad]).lowerIsWorse)
        #expect(DriftSeries(signal: "ks_p_value", overall: nil, points: []).lowerIsWorse)
        #expect(!DriftSeries(signal: "psi", overall: nil, points: []).lowerIsWorse)
    }

    @Test func neighbouringWindowsShareAColumnAndTheWorstShows() {
        var report = CheckReport.small()
        report.windows = (0..<5).map { WindowReport(label: "w\($0)", start: nil, end: nil, rows: 10, labelled: nil) }
        report.features[0].drift[0].points =
            [0.3, 0.1, 0.1, 0.9, 0.2].enumerated().map { window, value in
                DriftPoint(
                    window: window, count: 10, value: value, threshold: 0.25, severity: value > 0.25 ? .warning : .ok)
            } + [
                DriftPoint(window: 99, count: 1, value: 9, severity: .error),
                DriftPoint(window: nil, count: 1, value: 9, severity: .error),
            ]
        var limits = PageLimits()
        limits.heatColumns = 3
        let map = HeatMap(report, features: report.features, limits: limits)
        #expect(map.stride == 2)
        #expect(map.labels == ["w0 to w1", "w2 to w3", "w4"])
        #expect(map.rows == [20, 20, 10])
        #expect(map.cells[0].map(\.point.window) == [0, 3, 4])
        #expect(map.cells[0].map(\.level) == [.overLimit, .overTwice, .underLimit])
    }

    @Test func finerBinsArePutTogetherAndKeepTheirRows() throws {
        let fine = Distribution(
            edges: (0...10).map(Double.init), categories: nil, reference: Array(1...10),
            current: Array(repeating: 2, count: 10))
        var limits = PageLimits()
        limits.bins = 4
        let bins = try #require(DistributionBins(fine, limits: limits))
        #expect(bins.edges == [0, 3, 6, 9, 10])
        #expect(bins.reference == [6, 15, 24, 10])
        #expect(bins.current.reduce(0, +) == 20)
        #expect(!bins.isEvenlySpaced)
    }

    @Test func rareValuesBecomeOneBarBeforeTheCollectiveOnes() throws {
        let names = (0..<20).map { "v\($0)" } + ["(other)", "(unseen)"]
        let counts = Array((1...22).reversed())
        var limits = PageLimits()
        limits.categories = 3
        let bins = try #require(
            DistributionBins(
                Distribution(edges: nil, categories: names, reference: counts, current: counts), limits: limits))
        #expect(bins.names == ["v0", "v1", "v2", "(17 more values)", "(other)", "(unseen)"])
        #expect(bins.reference.reduce(0, +) == counts.reduce(0, +))
        #expect(bins.reference.suffix(2) == [2, 1])
    }

    @Test(arguments: [
        Distribution(edges: nil, categories: nil, reference: [1], current: [1]),
        Distribution(edges: [0, 1], categories: nil, reference: [], current: []),
        Distribution(edges: [0, 1], categories: nil, reference: [1, 2], current: [1, 2]),
        Distribution(edges: nil, categories: ["a"], reference: [1], current: [1, 2]),
    ])
    func contradictionsAreNotDrawn(distribution: Distribution) {
        #expect(DistributionBins(distribution, limits: PageLimits()) == nil)
    }
}
