import Domain
import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects what columns of a model are judged by: spreads that they share where there are enough of them, and the same answer for one column as for all.
@Suite struct ColumnForecastsTests {
    /// Numbers of ten bins whose days differ, by so many standard deviations each, over four weeks and one more.
    private static func timelines(_ deviations: [Double], seed: UInt64, jump: Double = 0) throws -> (plans: [ColumnBinning.Plan], timelines: Timelines) {
        let edges = try #require(BinEdges((0...10).map(Double.init)))
        var random = SplitMix64(seed: seed)
        let scores = (0..<10).map { StandardNormal.quantile((Double($0) + 0.5) / 10) }
        func windows(_ hours: Range<Int>, _ jump: Double) -> [WindowCounts] {
            var days = deviations.map { $0 * random.nextNormal() }
            return hours.map { hour in
                if hour % 24 == 0 { days = deviations.map { $0 * random.nextNormal() } }
                return WindowCounts(
                    key: Int64(hour),
                    columns: days.enumerated().map { column, day in
                        let weights = scores.map { exp((day + (column == 0 ? jump : 0)) * $0) }
                        let cells = random.nextMultinomial(trials: 400, shares: weights.map { $0 / weights.reduce(0, +) })
                        return BinnedCounts(counts: ColumnCounts(rows: 400, nulls: 0), bins: .histogram(Histogram(edges: edges, counts: [0] + cells + [0])))
                    })
            }
        }
        func timeline(_ hours: Range<Int>, _ jump: Double) -> Timeline {
            let bucket = TimeBucket.hour
            return Timeline(windows(hours, jump), bucket, bucket.start(of: Int64(hours.lowerBound))...bucket.start(of: Int64(hours.upperBound - 1)))
        }
        let plans = deviations.indices.map { index in
            ColumnBinning.Plan(
                column: .init(name: "c\(index)", role: .feature, type: .numeric, origin: .set), binned: BinnedColumn("c\(index)", .numeric(edges)),
                isDistinct: false, median: nil, distinct: nil)
        }
        return (plans, Timelines(bucket: .hour, granularity: .hour, baseline: timeline(0..<672, 0), current: timeline(672..<840, jump)))
    }

    private static func rates(_ plans: [ColumnBinning.Plan], _ timelines: Timelines) throws -> [[(signal: ColumnSignals.Rate, forecasts: RateForecasts)]] {
        try plans.enumerated().map { index, plan in
            let reference = try #require(try timelines.baseline.whole(index))
            return ColumnSignals(plan: plan, reference: reference, early: nil, isTimeBound: false).rates.map { rate in
                (rate, RateForecasts(timelines.baseline.history(index, rate.count), unit: 1))
            }
        }
    }

    /// How unlike columns are in what their middle limits are allowed by day, and how much the calmest is.
    private static func spread(_ deviations: [Double], shared: Bool) throws -> (unlike: Double, least: Double, windows: Double) {
        let (plans, timelines) = try timelines(deviations, seed: 8)
        let columns = try rates(plans, timelines)
        let spreads = SharedSpreads(columns)
        let middles = try columns.map { rates in
            let middle = try #require(rates.filter { $0.signal.movement != nil }.min { abs($0.forecasts.whole.rate - 0.5) < abs($1.forecasts.whole.rate - 0.5) })
            return try #require((shared ? spreads.moderated(middle.forecasts, middle.signal) : middle.forecasts)[8])
        }
        let logs = middles.map { log($0.correlation) }
        let mean = logs.reduce(0, +) / Double(logs.count)
        let unlike = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count)
        return (unlike, exp((logs.min() ?? 0) - mean), middles.reduce(0) { $0 + $1.windows } / Double(middles.count))
    }

    @Test func columnsThatMoveAlikeShareTheirSpread() throws {
        let deviations = [Double](repeating: 0.15, count: 24)
        let (own, shared) = (try Self.spread(deviations, shared: false), try Self.spread(deviations, shared: true))
        // Those that seem to move farther than others keep some of that; no calm month is believed, which is what false alerts come of.
        #expect(shared.unlike < 0.6 * own.unlike)
        #expect(shared.least > own.least.squareRoot())
        #expect(shared.windows > 1.5 * own.windows)
    }

    @Test func columnsThatDoNotKeepTheirOwn() throws {
        let deviations = (0..<24).map { 0.05 * exp(0.12 * Double($0)) }
        let (own, shared) = (try Self.spread(deviations, shared: false), try Self.spread(deviations, shared: true))
        #expect(shared.unlike > 0.6 * own.unlike)
    }

    @Test func fewColumnsTellNothingOfEachOther() throws {
        let (own, shared) = (try Self.spread([0.1, 0.2, 0.15], shared: false), try Self.spread([0.1, 0.2, 0.15], shared: true))
        #expect(own == shared)
    }

    /// A page of one column says what a page of all says of it.
    @Test func oneColumnIsJudgedAsAmongAll() throws {
        let (plans, timelines) = try Self.timelines([Double](repeating: 0.1, count: 12), seed: 3, jump: 1)
        let detection = ColumnDetection(budget: AlertBudget(alerts: 1))
        let all = try detection.changes(plans, timelines)
        let one = try detection.changes(plans, timelines, only: "c0")
        #expect(!one.isEmpty)
        #expect(one.map(\.pValue) == all.filter { $0.column == "c0" }.map(\.pValue))
        #expect(try detection.changes(plans, timelines, only: "none").isEmpty)
    }
}
