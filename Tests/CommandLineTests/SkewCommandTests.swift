import ArgumentParser
import Foundation
import Testing

@testable import CommandLine

/// Protects what `assay skew` says of little data and of extreme numbers: never that a feature is alike where nothing tells.
@Suite struct SkewCommandTests {
    private let bench = CheckBench()

    private struct Report: Decodable {
        struct Feature: Decodable {
            struct Transformation: Decodable {
                var kind: String
            }

            var name, status, severity: String
            var transformations: [Transformation]
            var offlineValues, onlineValues, pairs: Int?
        }

        var features: [Feature]

        func status(_ name: String) -> String? { features.first { $0.name == name }?.status }
        func kinds(_ name: String) -> [String] { features.first { $0.name == name }?.transformations.map(\.kind) ?? [] }
    }

    private func report(_ arguments: [String]) async throws -> Report {
        let place = bench.path("skew-\(UUID().uuidString).json")
        #expect(await Program.run(["skew"] + arguments + ["--json", place, "--quiet"]) == 0)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: place)))
    }

    /// A table of so many rows: `x` always, `none` never, `gone` where asked for, `city`.
    private func table(_ name: String, rows: Int, hasGone: Bool) throws -> String {
        let lines = (0..<rows).map { "\($0),\(Double($0 * 37 % 101) / 8),,\(hasGone ? "\($0 * 13 % 17).5" : ""),\(["Bern", "Chur", "Zug"][$0 % 3])" }
        return try bench.file(name, (["id,x,none,gone,city"] + lines).joined(separator: "\n") + "\n")
    }

    @Test(arguments: [1, 5, 99]) func ofFewRowsNothingIsSaid(_ rows: Int) async throws {
        let (many, few) = (try table("many.csv", rows: 300, hasGone: true), try table("few.csv", rows: rows, hasGone: true))
        for files in [["--reference", many, "--current", few], ["--reference", few, "--current", many], ["--reference", few, "--current", few]] {
            let report = try await report(files + ["--ignore", "id"])
            #expect(report.features.count == 4 && report.features.allSatisfy { $0.status == "cannot_tell" && $0.severity == "info" })
            let x = try #require(report.features.first { $0.name == "x" })
            #expect(min(x.offlineValues ?? -1, x.onlineValues ?? -1) == rows)
        }
    }

    @Test func whatServingHasNotIsFound() async throws {
        let whole = try table("whole.csv", rows: 300, hasGone: true)
        let lines = (0..<300).map { "\($0),\(Double($0 * 37 % 101) / 8),,\($0 * 13 % 17).5" }
        let without = try bench.file("without.csv", (["id,x,none,gone"] + lines).joined(separator: "\n") + "\n")
        for files in [["--offline", whole, "--online", without, "--key", "id"], ["--reference", whole, "--current", without, "--ignore", "id"]] {
            let report = try await report(files)
            #expect(report.status("city") == "missing" && report.kinds("city") == ["missing"] && report.status("x") == "alike")
            #expect(report.features.first?.name == "city" && report.features.first?.severity == "warning")
            #expect(await Program.run(["skew"] + files + ["--quiet", "--fail-on", "warning"]) == 1)
            #expect(await Program.run(["skew"] + files + ["--quiet", "--fail-on", "warning", "--ignore", "id,city"]) == 0)
        }
    }

    @Test func whatHasNoValueIsNotAlikeAndWhatLostAllIsFound() async throws {
        let (whole, hollow) = (try table("whole.csv", rows: 300, hasGone: true), try table("hollow.csv", rows: 300, hasGone: false))
        let lost = try await report(["--reference", whole, "--current", hollow, "--ignore", "id"])
        #expect(lost.status("none") == "cannot_tell" && lost.status("gone") == "transformed" && lost.kinds("gone") == ["null_for_value"])
        #expect(lost.status("x") == "alike" && lost.status("city") == "alike")
        let gained = try await report(["--reference", hollow, "--current", whole, "--ignore", "id"])
        #expect(gained.status("gone") == "transformed" && gained.kinds("gone") == ["default_for_null"])
        let paired = try await report(["--offline", whole, "--online", hollow, "--key", "id"])
        #expect(paired.status("none") == "cannot_tell" && paired.kinds("gone") == ["null_for_value"] && paired.status("x") == "alike")
        // As a gate: a column that is gone is an error.
        #expect(await Program.run(["skew", "--reference", whole, "--current", hollow, "--ignore", "id", "--quiet", "--fail-on", "error"]) == 1)
    }

    @Test func onePairTellsNothing() async throws {
        let (many, one) = (try table("many.csv", rows: 300, hasGone: true), try table("one.csv", rows: 1, hasGone: true))
        let report = try await report(["--offline", many, "--online", one, "--key", "id"])
        #expect(report.features.count == 4 && report.features.allSatisfy { $0.status == "cannot_tell" })
        #expect(report.features.first { $0.name == "x" }?.pairs == 1)
        // What differs in one pair is a fact.
        let other = try bench.file("other.csv", "id,x,none,gone,city\n0,77,,0.5,Bern\n")
        #expect(try await self.report(["--offline", many, "--online", other, "--key", "id"]).status("x") == "different")
    }

    @Test func filesWithoutRowsAreRefused() async throws {
        let (many, none) = (try table("many.csv", rows: 300, hasGone: true), try table("none.csv", rows: 0, hasGone: true))
        #expect(await Program.run(["skew", "--reference", many, "--current", none, "--quiet"]) == 2)
        #expect(await Program.run(["skew", "--reference", none, "--current", many, "--quiet"]) == 2)
        #expect(await Program.run(["skew", "--offline", many, "--online", none, "--key", "id", "--quiet"]) == 2)
    }

    /// Squares of such numbers are more than a number can be: a spread of infinity once let a turned sign explain all differences.
    @Test func theLargestNumbersAreNotTakenForATurnedSign() async throws {
        func numbers(_ name: String, _ value: (Int) -> Double) throws -> String {
            try bench.table(name, "id,x", count: 300) { "\($0),\(value($0))" }
        }
        let values = [1e308, -1e308, 5e307, -3e306]
        let before = try numbers("before.csv") { values[$0 * 7 % 4] }
        let mixed = try numbers("mixed.csv") { values[($0 * 7 + $0 / 4) % 4] }
        #expect(try await report(["--offline", before, "--online", mixed, "--key", "id"]).kinds("x") != ["sign_flip"])
        #expect(try await report(["--reference", before, "--current", mixed, "--ignore", "id"]).status("x") == "alike")
        let turned = try numbers("turned.csv") { -values[$0 * 7 % 4] }
        #expect(try await report(["--offline", before, "--online", turned, "--key", "id"]).kinds("x") == ["sign_flip"])
    }
}
