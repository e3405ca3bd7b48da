import Domain
import Store
import Testing

@testable import Simulation

/// Protects the healthy traffic: its columns, its rhythm, its labels and the honesty of its scores.
@Suite struct TrafficTests {
    @Test func columnsAreThoseOfTheContract() throws {
        let scenario = Scenario(rows: 10, trainingRows: 10, validationRows: 10)
        let features = Feature.all.map(\.name)
        #expect(features.count == 20)
        let start = ["prediction_id", "timestamp", "received_at", "model_version"] + features
        #expect(
            try records(scenario, .production).columns.map(\.name) == start + ["prediction_score", "prediction_label"])
        for segment in [Segment.training, .validation] {
            let names = try records(scenario, segment).columns.map(\.name)
            #expect(names == start + ["actual", "prediction_score", "prediction_label"])
        }
        let slab = try Simulation(scenario).slab(.production, rows: 0..<10)
        #expect(slab.actuals.columns.map(\.name) == ["prediction_id", "actual", "actual_timestamp"])
        #expect(
            slab.candidates.columns.map(\.name)
                == ["prediction_id", "model_version", "prediction_score", "prediction_label"])
        #expect(slab.candidates.rowCount == 20)
    }

    /// Or two simulations in one store would replace each other's records.
    @Test func identitiesGoOnFromTheFirst() throws {
        var scenario = Scenario(rows: 20, trainingRows: 0, validationRows: 0)
        let usual = try records(scenario)
        scenario.firstID = 20
        let later = try records(scenario)
        #expect(Set(later.texts("prediction_id")).isDisjoint(with: usual.texts("prediction_id")))
        #expect(later.texts("prediction_id").contains("p0000020"))
        #expect(later.doubles("age") == usual.doubles("age"))
    }

    @Test func anyCutOfTheRowsGivesTheSameRows() throws {
        let simulation = try Simulation(Scenario(rows: 1_500, overdispersed: true))
        let whole = simulation.slab(.production, rows: 0..<1_500)
        var row = 0
        var outcomes = Outcomes()
        for size in [1, 7, 500, 992] {
            let part = simulation.slab(.production, rows: row..<(row + size))
            for place in 0..<size { #expect(part.records.row(place) == whole.records.row(row + place)) }
            outcomes.merge(part.outcomes)
            row += size
        }
        #expect(outcomes == whole.outcomes)
    }

    @Test func anotherSeedIsAnotherDraw() throws {
        let (one, two) = (try records(Scenario(seed: 1, rows: 300)), try records(Scenario(seed: 2, rows: 300)))
        #expect(zip(one.doubles("prediction_score"), two.doubles("prediction_score")).allSatisfy { $0 != $1 })
    }

    @Test(arguments: [1, 2, 50, 3_000]) func timesAscendWithinTheirSegment(rows: Int) throws {
        let scenario = Scenario(rows: rows, trainingRows: rows, validationRows: rows)
        var last: Int64 = 0
        for segment in Segment.allCases {
            let batch = try records(scenario, segment)
            #expect(batch.rowCount == rows)
            #expect(Set(batch.texts("prediction_id")).count == rows)
            let times = batch.integers("timestamp")
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
            #expect(times[0] >= last)
            last = times[rows - 1]
            #expect((last < scenario.start.microseconds) == (segment != .production))
            #expect(zip(times, batch.integers("received_at")).allSatisfy { $0 < $1 })
        }
        #expect(last < scenario.end.microseconds)
    }

    @Test func nightsAndWeekendsAreQuietAndDifferent() throws {
        let batch = try records(Scenario(days: 28, rows: 8_000))
        let hours = batch.integers("timestamp").map { Int($0 / microsecondsPerHour) }
        let isNight = hours.map { $0 % 24 < 5 }
        let isWeekend = hours.map { ($0 / 24 + 3) % 7 >= 5 }
        let nights = isNight.count { $0 }
        #expect((100...800).contains(nights))
        // Two of seven days; fewer than their share come, at 0.75 of a working day.
        #expect((1_700...2_050).contains(isWeekend.count { $0 }))
        let mobile = batch.texts("device").map { $0 == "mobile" ? 1.0 : 0 }
        func share(_ rows: [Bool]) -> Double {
            zip(mobile, rows).reduce(0) { $0 + ($1.1 ? $1.0 : 0) } / Double(rows.count { $0 })
        }
        #expect(share(isNight) > share(isNight.map { !$0 }) + 0.1)
        #expect(share(isWeekend) > share(isWeekend.map { !$0 }) + 0.05)
    }

    @Test func overdispersionSpreadsTheHours() throws {
        func spread(_ overdispersed: Bool) throws -> Double {
            let hours = try records(Scenario(days: 20, rows: 8_000, overdispersed: overdispersed))
                .integers("timestamp").map { Int($0 / microsecondsPerHour) % 24 == 12 ? $0 / microsecondsPerDay : -1 }
            let counts = Dictionary(grouping: hours.filter { $0 >= 0 }) { $0 }.values.map { Double($0.count) }
            let mean = counts.reduce(0, +) / Double(counts.count)
            return counts.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(counts.count) / mean
        }
        #expect(try spread(true) > spread(false))
    }

    @Test func scoresAreProbabilitiesAndTellTheClassesApart() throws {
        let simulation = try Simulation(Scenario(rows: 100, validationRows: 12_000))
        let batch = simulation.slab(.validation, rows: 0..<12_000).records
        var tally = Outcomes.Tally()
        var bins = [(sum: Double, positives: Double, count: Double)](repeating: (0, 0, 0), count: 5)
        for (score, actual) in zip(batch.doubles("prediction_score"), batch.integers("actual")) {
            tally.add(score: score, actual: actual == 1)
            let bin = Int(score * 5)
            bins[bin].sum += score
            bins[bin].positives += Double(actual)
            bins[bin].count += 1
        }
        for bin in bins {
            let expected = bin.sum / bin.count
            // Four standard errors of a share, and half a point for the model's own imperfection.
            let tolerance = 4 * (expected * (1 - expected) / bin.count).squareRoot() + 0.005
            #expect(abs(bin.positives / bin.count - expected) < tolerance)
        }
        let auc = try #require(tally.quality?.rocAUC)
        #expect((0.8...0.85).contains(auc))
    }

    @Test func labelsComeLateAndSomeNever() throws {
        let simulation = try Simulation(Scenario(rows: 4_000))
        let slab = simulation.slab(.production, rows: 0..<4_000)
        let times = Dictionary(
            uniqueKeysWithValues: zip(slab.records.texts("prediction_id"), slab.records.integers("timestamp")))
        let delays = zip(slab.actuals.texts("prediction_id"), slab.actuals.integers("actual_timestamp")).map {
            Double($1 - (times[$0] ?? 0)) / Double(microsecondsPerHour)
        }.sorted()
        #expect(slab.actuals.integers("actual_timestamp").allSatisfy { $0 <= simulation.scenario.end.microseconds })
        #expect((44...50).contains(delays[delays.count / 2]))
        #expect(delays[0] > 2)
        // 5 % never come; of the last days' many come after the end.
        #expect((0.85...0.9).contains(Double(delays.count) / 4_000))
    }

    @Test func aFeatureIsComputedFromTwoOthers() throws {
        let batch = try records(Scenario(rows: 500))
        for row in 0..<500 where batch.cell("loan_to_income", row) != nil {
            let ratio = batch.doubles("loan_amount")[row] / 12 / batch.doubles("monthly_income")[row]
            #expect(abs(batch.doubles("loan_to_income")[row] - ratio) <= 0.00051)
        }
    }
}
