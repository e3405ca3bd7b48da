import Domain
import Evaluation
import Statistics
import Store

/// The columns of a model, simulated and counted as an engine would have.
struct ColumnBatch {
    let columns: [SimulatedColumn]
    let counts: [(baseline: HourlyCounts, production: HourlyCounts)]
    let plans: [ColumnBinning.Plan]
    let timelines: Timelines
    private let start: Timestamp

    init(
        _ places: [Int], in traffic: Traffic, _ random: inout SplitMix64,
        failure: (_ column: Int, _ hour: Int) -> Distortion = { _, _ in Distortion() }
    ) {
        var (columns, counts) = ([SimulatedColumn](), [(baseline: HourlyCounts, production: HourlyCounts)]())
        for place in places {
            let column = SimulatedColumn(place, traffic.shape, &random)
            columns.append(column)
            counts.append(column.counts(in: traffic, &random) { failure(place, $0) })
        }
        (self.columns, self.counts) = (columns, counts)
        plans = columns.map(\.plan)
        start = TimeBucket.hour.start(of: traffic.start)
        func timeline(_ hours: [HourlyCounts]) -> Timeline {
            let windows = (0..<(hours.first?.records.count ?? 0)).map { hour in
                WindowCounts(key: hours[0].first + Int64(hour), columns: zip(columns, hours).map { $0.answer($1, hour) })
            }
            let bucket = TimeBucket.hour
            let span = bucket.start(of: windows.first?.key ?? 0)...bucket.start(of: windows.last?.key ?? 0)
            return Timeline(windows, bucket, span)
        }
        timelines = Timelines(
            bucket: .hour, granularity: .hour, baseline: timeline(counts.map(\.baseline)), current: timeline(counts.map(\.production)))
    }

    /// What the baseline lets the program expect of them.
    func forecasts(sharesSpreads: Bool) throws -> ColumnForecasts { try ColumnForecasts(plans, timelines, sharesSpreads: sharesSpreads) }

    /// From the beginning of production.
    func hours(to time: Timestamp) -> Double { Double(time.microseconds - start.microseconds) / Double(TimeBucket.hour.length) }
}
