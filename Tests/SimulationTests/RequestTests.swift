import Domain
import Foundation
import Testing

@testable import Simulation

/// Protects the reading of requests: what cannot be is refused in words.
@Suite struct RequestTests {
    @Test func slicesAreReadAndWritten() throws {
        let slice = try AffectedSlice(parsing: "age<25 AND region = \"north\" and loan_amount >= 1000.5")
        #expect(slice.description == #"age < 25 and region == "north" and loan_amount >= 1000.5"#)
        #expect(try AffectedSlice(parsing: slice.description) == slice)
        #expect(try JSONDecoder().decode(AffectedSlice.self, from: JSONEncoder().encode(slice)) == slice)
    }

    @Test(arguments: ["", "age", "age <", "< 3", "age ~ 3"]) func slicesThatMakeNoSense(text: String) {
        #expect(throws: SimulationError.self) { try AffectedSlice(parsing: text) }
    }

    @Test(arguments: [
        Failure(.trainingServingSkew, .nulls), Failure(.dataQuality, .nulls, startDay: 30),
        Failure(.dataQuality, .nulls, startDay: -1), Failure(.dataQuality, .nulls, feature: "shoe_size"),
        Failure(.dataQuality, .nulls, severity: 0), Failure(.dataQuality, .nulls, severity: 1.5),
        Failure(.dataQuality, .nulls, severity: .nan), Failure(.dataQuality, .typeCorruption, feature: "region"),
        Failure(.trainingServingSkew, .encodingChanged, feature: "age"),
        Failure(.trainingServingSkew, .defaultForNull, feature: "age"),
        Failure(.trainingServingSkew, .columnsSwapped, feature: "region"),
        Failure(.covariateDrift, feature: "loan_to_income"), Failure(.labelShift, feature: "age"),
        Failure(.dataQuality, .volumeDrop, feature: "age"), Failure(.dataQuality, .nulls, startDay: .nan),
        Failure(.populationShift, slice: AffectedSlice([.init("region", .equal, .text("mars"))])),
        Failure(.populationShift, slice: AffectedSlice([.init("age", .equal, .text("old"))])),
        Failure(.populationShift, slice: AffectedSlice([.init("shoe_size", .less, .number(3))])),
    ])
    func failuresThatCannotBe(failure: Failure) {
        #expect(throws: SimulationError.self) { try Simulation(Scenario(rows: 10, failure: failure)) }
    }

    @Test func scenariosThatCannotBe() {
        #expect(throws: SimulationError.self) { try Simulation(Scenario(rows: 0)) }
        #expect(throws: SimulationError.self) { try Simulation(Scenario(rows: .max)) }
        #expect(throws: SimulationError.self) {
            try Simulation(Scenario(rows: 5, failure: Failure(.conceptDrift, .gradual, rampDays: .infinity)))
        }
        #expect(throws: SimulationError.self) { try Simulation(Scenario(days: 0, rows: 5)) }
        #expect(throws: SimulationError.self) { try Simulation(Scenario(rows: 5, trainingRows: -1)) }
        #expect(throws: SimulationError.self) {
            try Simulation(Scenario(start: Timestamp(microseconds: 1), rows: 5))
        }
    }

    @Test func theTruthIsWrittenInTheLayoutOfTheCases() throws {
        let slice = try AffectedSlice(parsing: "age < 30")
        let simulation = try Simulation(
            Scenario(rows: 200, failure: Failure(.conceptDrift, .gradual, startDay: 7.25, slice: slice)))
        let truth = simulation.truth(simulation.slab(.production, rows: 0..<200).outcomes)
        let data = try JSONEncoder().encode(truth)
        let text = String(decoding: data, as: UTF8.self)
        for part in [
            #""failure_mode":"concept_drift""#, #""failure_submode":"gradual""#,
            #""start_time":"2026-01-12T06:00:00Z""#,
            #""guilty_features":["age"]"#, #""after_had_nothing_happened":{"#, #""roc_auc":"#,
        ] { #expect(text.contains(part)) }
        let healthy = try Simulation(Scenario(rows: 10)).truth(Outcomes())
        let nothing = String(decoding: try JSONEncoder().encode(healthy), as: UTF8.self)
        #expect(nothing.contains(#""start_time":null"#) && nothing.contains(#""affected_slice":null"#))
        #expect(try JSONDecoder().decode(Truth.self, from: data) == truth)
    }
}
