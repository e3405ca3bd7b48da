import RealModule
import Statistics
import Testing

/// Protects how closely a proxy is said to follow a metric: SciPy's number, and an interval that keeps its promise where windows resemble their
/// neighbours.
@Suite struct RankCorrelationTests {
    /// `scipy.stats.spearmanr`, with values that are equal.
    @Test func agreesWithSciPy() throws {
        let left = [3.1, 2.0, 5.5, 4.2, 2.0, 7.7, 6.1, 1.0, 4.2, 9.3]
        let right: [Double] = [10, 12, 14, 13, 11, 20, 13, 8, 15, 13]
        let correlation = try #require(RankCorrelation(Array(zip(left, right))))
        #expect(abs(correlation.value - 0.7469278108315461) < 1e-12)
        #expect(correlation.lower < correlation.value && correlation.value < correlation.upper && correlation.count == 10)
    }

    /// Only order counts, and turning one side round turns the sign.
    @Test func onlyOrderCounts() throws {
        var random = SplitMix64(seed: 1)
        let pairs = (0..<30).map { _ in (random.nextNormal(), random.nextNormal()) }
        let plain = try #require(RankCorrelation(pairs))
        let stretched = try #require(RankCorrelation(pairs.map { (Double.exp($0.0), 3 * $0.1 - 7) }))
        let turned = try #require(RankCorrelation(pairs.map { ($0.0, -$0.1) }))
        #expect(plain == stretched)
        #expect(abs(plain.value + turned.value) < 1e-12 && abs(plain.lower + turned.upper) < 1e-12)
    }

    @Test func whatCannotBeSaidIsNot() throws {
        #expect(RankCorrelation((0..<7).map { (Double($0), Double($0)) }) == nil)
        #expect(RankCorrelation((0..<20).map { (1, Double($0)) }) == nil)
        #expect(RankCorrelation((0..<20).map { ($0 == 3 ? .nan : Double($0), Double($0)) }) == nil)
        // Ten that agree wholly are no proof that all will; and if both only rise, hardly anything is shown.
        let stirred = (0..<10).map { Double($0 * 7 % 10) }
        let whole = try #require(RankCorrelation(Array(zip(stirred, stirred))))
        #expect(whole.value == 1 && whole.lower > 0.7 && whole.lower < 1 && whole.upper <= 1)
        let rising = try #require(RankCorrelation(Array(zip(stirred.sorted(), stirred.sorted()))))
        #expect(rising.value == 1 && rising.lower < 0.5)
    }

    /// Of series that have nothing to do with each other 5 % are to be called related, of 400 that are 20; 10 to 36 are allowed. Where each value
    /// has much of the one before, the plain interval would call a third so; up to 60 are allowed, as the autocorrelation has to be learned of 40 values.
    @Test func unrelatedSeriesAreSeldomCalledRelated() throws {
        var random = SplitMix64(seed: 2)
        func series(_ memory: Double) -> [Double] {
            var value = random.nextNormal()
            return (0..<40).map { _ in
                value = memory * value + (1 - memory * memory).squareRoot() * random.nextNormal()
                return value
            }
        }
        func related(_ memory: Double) throws -> Int {
            try (0..<400).count { _ in
                let correlation = try #require(RankCorrelation(Array(zip(series(memory), series(memory)))))
                return correlation.lower > 0 || correlation.upper < 0
            }
        }
        let (free, bound) = (try related(0), try related(0.8))
        #expect((10...36).contains(free), "\(free)")
        #expect(bound <= 60, "\(bound)")
        // Twenty intervals together: 5 % of 400 that any is wrong are 20 again; up to 36 are allowed.
        let any = try (0..<400).count { _ in
            let proxy = series(0)
            return try (0..<20).contains { _ in
                let correlation = try #require(RankCorrelation(Array(zip(proxy, series(0))), intervals: 20))
                return correlation.lower > 0 || correlation.upper < 0
            }
        }
        #expect(any <= 36, "\(any)")
    }
}
