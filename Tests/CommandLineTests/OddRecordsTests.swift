import Foundation
import Testing

@testable import CommandLine

/// Protects the answers on records that are odd but readable: each oddity is a finding with its right share.
@Suite struct OddRecordsTests {
    private let bench = CheckBench()

    private func table(_ name: String, _ header: String = "prediction_id,x,c", row: (Int) -> String) throws -> String {
        try bench.table(name, header, row: row)
    }

    /// Identities near 2^63 lie closer together than doubles can tell: they are no column that has only one value.
    @Test func largeWholeNumbersThatShareADouble() async throws {
        let wide = try table("wide.csv", "prediction_id,x") { "\($0),\(9_300_000_000_000_000_000 + UInt64($0) * 1_000_000)" }
        let near = try table("near.csv", "prediction_id,x") { "\($0),\(9_300_000_000_000_000_000 + UInt64($0))" }
        #expect(try await bench.check(wide, near, "--by", "all").quality("constant", of: "x") == nil)
        let same = try table("same.csv", "prediction_id,x") { "\($0),7" }
        #expect(try await bench.check(wide, same, "--by", "all").quality("constant", of: "x") != nil)
    }

    @Test func textWhereNumbersWere() async throws {
        let sound = try bench.sound()
        let file = try table("text.csv") { "\($0),\($0 % 4 == 0 ? "many" : "1.5"),a" }
        let report = try await bench.check(sound, file)
        let errors = try #require(report.quality("type_error_rate", of: "x"))
        #expect(errors.current == 0.25 && errors.reference == 0 && errors.severity == "error")
        #expect(errors.detail == "'many' (100×)")
        #expect(report.quality("type_changed", of: "x") != nil)
        #expect(report.feature("x")?.current.typeErrors == 100)
    }

    @Test func numbersWhereTextWas() async throws {
        let words = try table("words.csv") { "\($0),\(["low", "high"][$0 % 2]),a" }
        let report = try await bench.check(words, try bench.sound())
        #expect(report.quality("unseen_rate", of: "x")?.current == 1)
        #expect(report.quality("type_changed", of: "x")?.detail == "the reference holds text, the current files double")
    }

    @Test func columnsWithoutAnyValue() async throws {
        let sound = try bench.sound()
        let empty = try table("nulls.csv") { "\($0),,\(["a", "b", "c"][$0 % 3])" }
        let report = try await bench.check(sound, empty)
        let missing = try #require(report.quality("missing_rate", of: "x"))
        #expect(missing.current == 1 && missing.reference == 0 && missing.severity == "error")
        #expect(report.quality("type_changed", of: "x") == nil)
        let back = try await bench.check(empty, sound)
        #expect(back.quality("missing_rate", of: "x")?.reference == 1)
        #expect(back.quality("missing_rate", of: "x")?.current == 0)
        #expect(back.quality("unseen_rate", of: "x") == nil && back.quality("type_changed", of: "x") == nil)
        // There is nothing to have drifted from; what kind of column it is, the current values tell.
        #expect(back.feature("x")?.type == "numeric" && back.feature("x")?.drift.isEmpty == true)
        #expect(back.notes.contains { $0.contains("'x'") && $0.contains("drift cannot be measured") })
        #expect(back.quality.filter { $0.feature == "x" && $0.severity != "ok" }.map(\.check) == ["missing_rate"])
        let words = try table("words.csv") { "\($0),\(["low", "high"][$0 % 2]),\(["a", "b", "c"][$0 % 3])" }
        let named = try await bench.check(empty, words, "--html", bench.path("page.html"))
        #expect(named.feature("x")?.type == "categorical" && named.feature("x")?.drift.isEmpty == true)
        #expect(named.quality.filter { $0.feature == "x" && $0.severity != "ok" }.map(\.check) == ["missing_rate"])
        let neither = try await bench.check(empty, empty)
        #expect(!neither.notes.contains { $0.contains("drift cannot be measured") })
    }

    @Test func numbersThatAreNotFinite() async throws {
        let odd = try table("odd.csv") { "\($0),\(["nan", "inf", "-inf", "1.5"][$0 % 4]),a" }
        let report = try await bench.check(try bench.sound(), odd)
        #expect(report.quality("non_finite_rate", of: "x")?.current == 0.75)
        #expect(report.feature("x")?.current.nonFinite == 300)
        #expect(try await bench.check(odd, odd).verdict == "ok")
    }

    @Test func identitiesThatRepeat() async throws {
        let twice = try table("twice.csv") { "\($0 / 2),\($0 % 7).5,a" }
        let report = try await bench.check(try bench.sound(), twice)
        let duplicates = try #require(report.quality("duplicate_rate", of: "prediction_id"))
        #expect(duplicates.current == 0.5)
        #expect(duplicates.detail == "200 records repeat an identity, such as '0'")
    }

    @Test func classesNeverSeen() async throws {
        let odd = try table("odd.csv") { "\($0),\($0 % 7).5,\(["a", "b", "c", "z"][$0 % 4])" }
        let unseen = try #require(try await bench.check(bench.sound(), odd).quality("unseen_rate", of: "c"))
        #expect(unseen.current == 0.25 && unseen.detail == "'z' (100×)")
    }

    @Test func rowsOneAndNone() async throws {
        let sound = try bench.sound()
        let one = try bench.file("one.csv", "prediction_id,x,c\n1,2.5,a\n")
        #expect(try await bench.check(sound, one).windows.map(\.rows) == [1])
        #expect(try await bench.check(one, sound).verdict == "ok")
        #expect(try await bench.check(sound, sound, "--by", "rows:1").windows.count == 400)
        let sparse = try bench.table("sparse.csv", "timestamp,x", count: 5) { "2026-01-0\(1 + 2 * ($0 % 4)) 05:00:00,\($0)" }
        #expect(try await bench.check(sparse, sparse, "--by", "day").windows.allSatisfy { $0.rows <= 2 })
    }

    @Test func duplicateNames() async throws {
        let sound = try bench.sound()
        for header in ["prediction_id,x,x,c", "prediction_id,x,X,c"] {
            let file = try table("twice.csv", header) { "\($0),\($0 % 7).5,7,\(["a", "b", "c"][$0 % 3])" }
            let report = try await bench.check(sound, file)
            #expect(report.features.map(\.name).sorted() == ["c", "x"])
            #expect(report.quality.contains { $0.check == "new_column" })
        }
    }

    @Test func namesThatMeanSomethingElsewhere() async throws {
        let names = [
            "a b", "q\"uote", "s'ingle", "d.ot", "😀", "x\"; DROP TABLE t; --", "select", "back\\slash", "per%cent",
            "<script>", "a,b",
        ]
        let header = names.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
        let file = try table("names.csv", header) { row in names.indices.map { "\((row + $0) % 9).5" }.joined(separator: ",") }
        let report = try await bench.check(file, file, "--html", bench.path("page.html"), "--junit", bench.path("j.xml"))
        #expect(Set(report.features.map(\.name)) == Set(names))
        #expect(report.verdict == "ok")
    }
}
