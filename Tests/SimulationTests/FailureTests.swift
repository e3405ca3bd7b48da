import Domain
import Store
import Testing

@testable import Simulation

/// Protects the switches: each changes what it should, and nothing before its start.
@Suite struct FailureTests {
    private static let rows = 1_200

    /// A failure from day 10.3 of 20 on, of the first kind or of another.
    private func scenario(_ failure: Failure = Failure(.none)) -> Scenario {
        var failure = failure
        failure.startDay = 10.3
        failure.rampDays = 2
        return Scenario(seed: 5, days: 20, rows: Self.rows, trainingRows: 20, validationRows: 20, failure: failure)
    }

    private func isBefore(_ batch: Batch, _ row: Int) -> Bool {
        batch.integers("timestamp")[row] < Scenario.usualStart.microseconds + microsecondsPerDay * 103 / 10
    }

    @Test(arguments: Failure.all + [Failure(.none, .benignRelease)])
    func nothingChangesBeforeTheStart(failure: Failure) throws {
        let (healthy, failing) = (try Simulation(scenario()), try Simulation(scenario(failure)))
        let all = 0..<Self.rows
        let (was, now) = (healthy.slab(.production, rows: all), failing.slab(.production, rows: all))
        let text = failure.submode == .typeCorruption ? "monthly_income" : ""
        var row = 0
        while isBefore(was.records, row) {
            for column in was.records.columns where column.name != text {
                #expect(now.records.cell(column.name, row) == was.records.cell(column.name, row))
            }
            #expect(now.candidates.row(2 * row) == was.candidates.row(2 * row))
            row += 1
        }
        #expect(row > 400)
        for segment in [Segment.training, .validation] {
            #expect(healthy.slab(segment, rows: 0..<20).records == failing.slab(segment, rows: 0..<20).records)
        }
        #expect(now.records != was.records || failure.mode == .conceptDrift)
        #expect(now.outcomes.afterHadNothingHappened.quality?.n == Self.rows - row)
        #expect(now.outcomes.before == failing.slab(.production, rows: 0..<row).outcomes.before)
    }

    @Test(arguments: Failure.all.filter { $0.feature == nil && $0.mode != .labelShift })
    func itIsTheRightFeatureThatChanges(failure: Failure) throws {
        guard let guilty = failure.usualFeature, failure.mode == .trainingServingSkew || failure.mode == .dataQuality
        else { return }
        let (was, now) = (try records(scenario()), try records(scenario(failure)))
        let names = failure.submode == .columnsSwapped ? [guilty.name, "loan_to_income"] : [guilty.name]
        var changed = 0
        for row in 0..<Self.rows where !isBefore(was, row) {
            for feature in Feature.all where !names.contains(feature.name) {
                #expect(was.cell(feature.name, row) == now.cell(feature.name, row))
            }
            if was.cell(guilty.name, row) != now.cell(guilty.name, row) { changed += 1 }
        }
        #expect(changed > 30)
    }

    /// Failures that harm: log loss of the same people is higher than it had been.
    @Test(arguments: [
        Failure(.trainingServingSkew, .unitChange), Failure(.trainingServingSkew, .encodingChanged),
        Failure(.trainingServingSkew, .defaultForNull), Failure(.dataQuality, .staleSource),
        Failure(.conceptDrift, .abrupt), Failure(.conceptDrift, .gradual), Failure(.conceptDrift, .slice),
        Failure(.labelShift, .abrupt), Failure(.modelRegression),
    ])
    func performanceReallyFalls(failure: Failure) throws {
        let outcomes = try Simulation(scenario(failure)).slab(.production, rows: 0..<Self.rows).outcomes
        let (after, healthy) = (
            try #require(outcomes.after.quality), try #require(outcomes.afterHadNothingHappened.quality)
        )
        #expect(after.logLoss > healthy.logLoss + 0.005)
    }

    @Test func theTruthKnowsWhatMoved() throws {
        func moved(_ failure: Failure) throws -> [String] {
            let simulation = try Simulation(scenario(failure))
            return simulation.truth(simulation.slab(.production, rows: 0..<Self.rows).outcomes).movedFeatures.keys
                .sorted()
        }
        #expect(try moved(Failure(.trainingServingSkew, .columnsSwapped)) == ["credit_utilisation", "loan_to_income"])
        #expect(try moved(Failure(.dataQuality, .nulls, feature: "region")) == ["region"])
        #expect(try moved(Failure(.conceptDrift)) == [])
        #expect(try moved(Failure(.none, .benignRelease)) == [])
        #expect(try Set(moved(Failure(.populationShift))).isSuperset(of: ["age", "employment_type", "housing"]))
    }

    @Test func duplicatesComeUnderTheSameIDOrAnother() throws {
        let same = try Simulation(scenario(Failure(.dataQuality, .duplicates))).slab(.production, rows: 0..<Self.rows)
        #expect(same.records.rowCount > Self.rows + 100)
        #expect(Set(same.records.texts("prediction_id")).count == Self.rows)
        #expect(Set(same.actuals.texts("prediction_id")).count == same.actuals.rowCount)
        let new = try Simulation(scenario(Failure(.dataQuality, .duplicates, newIDs: true)))
            .slab(.production, rows: 0..<Self.rows)
        #expect(new.records.rowCount == same.records.rowCount)
        #expect(Set(new.records.texts("prediction_id")).count == new.records.rowCount)
    }

    @Test func onlyDuplicatesRepeatIDs() throws {
        for failure in Failure.all where failure.submode != .duplicates {
            let ids = try records(scenario(failure)).texts("prediction_id")
            #expect(Set(ids).count == ids.count)
        }
    }

    @Test func rowsAreDroppedAndLate() throws {
        let dropped = try records(scenario(Failure(.dataQuality, .volumeDrop, severity: 1)))
        #expect((0..<dropped.rowCount).allSatisfy { isBefore(dropped, $0) })
        let late = try records(scenario(Failure(.dataQuality, .lateData, severity: 1)))
        for row in 0..<Self.rows where !isBefore(late, row) {
            #expect(late.integers("received_at")[row] - late.integers("timestamp")[row] > 2 * microsecondsPerHour)
        }
    }

    @Test func aFrozenSourceRepeatsOneValue() throws {
        let batch = try records(scenario(Failure(.dataQuality, .staleSource)))
        let values = (0..<Self.rows).filter { !isBefore(batch, $0) }.map { batch.cell("credit_utilisation", $0) }
        #expect(Set(values).count == 1)
        #expect(values[0] != nil)
    }

    @Test func aCorruptColumnIsTextThroughout() throws {
        let batch = try records(scenario(Failure(.dataQuality, .typeCorruption)))
        let texts = batch.texts("monthly_income")
        #expect(texts.count == Self.rows)
        for row in 0..<Self.rows where isBefore(batch, row) {
            #expect(batch.cell("monthly_income", row).map { Double($0) != nil } ?? true)
        }
        #expect(texts.contains("n/a"))
    }

    @Test func theShiftedPopulationIsOfTheSlice() throws {
        let slice = try AffectedSlice(parsing: "age >= 60 and region == north")
        let batch = try records(scenario(Failure(.populationShift, severity: 1, slice: slice)))
        for row in 0..<Self.rows where !isBefore(batch, row) {
            #expect(batch.doubles("age")[row] >= 60)
            #expect(batch.cell("region", row) == "north")
        }
    }

    @Test func aSliceKeepsOthersOut() throws {
        let slice = try AffectedSlice(parsing: "device = mobile")
        let failure = Failure(.dataQuality, .nulls, feature: "age", severity: 1, slice: slice)
        let batch = try records(scenario(failure))
        for row in 0..<Self.rows where !isBefore(batch, row) {
            #expect((batch.cell("age", row) == nil) == (batch.cell("device", row) == "mobile"))
        }
    }
}
