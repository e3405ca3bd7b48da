internal import Domain
internal import Statistics
package import Store

/// A small store with everything in it that a store can hold.
package enum SampleStore {
    static let plan = RollupPlan(
        columns: BinEdges([0, 50, 100]).map { [BinnedColumn("x", .numeric($0))] } ?? [], numeric: ["x"], prediction: nil)
    static let key = IdempotencyKey(key: "request 1", fingerprint: "abc")

    package static func fill(_ store: some RecordStore) async throws {
        for (name, body) in [("first", "{}"), ("second", #"{"a":"ü"}"#), ("first", #"{"b":1}"#)] {
            _ = try await store.write(.model, named: name, body: body, by: "somebody")
        }
        _ = try await store.write(.key, named: "k", body: nil, by: "nobody")
        let bench = RecordBench(store)
        let one = try await store.addColumns(
            [("x", .number), ("s", .text), ("t", .timestamp)], to: store.makeRecordTables(for: "first"))
        var random = SystemRandomNumberGenerator()
        for request in 0..<8 {
            // Some are sent again, some claim to have arrived before others.
            let lines = (0..<25).map { row in
                let id = Int.random(in: 0..<80, using: &random)
                let x = [#""x":\#(row),"#, #""x":"none","#, "", #""x":1e300,"#].randomElement(using: &random) ?? ""
                let s = [#""s":"a b","#, #""s":"ü\n\t'","#, "", #""s":"","#].randomElement(using: &random) ?? ""
                let t = [#""t":"2024-03-01T00:00:00Z","#, #""t":"yesterday","#, ""].randomElement(using: &random) ?? ""
                // Too old or not is all that there is of an identity: else what another had replaced can come back.
                let time = id % 5 == 0 ? #""timestamp":"never""# : #""timestamp":\#(id * 5_000 + row)"#
                let identity = row % 9 == 0 ? "" : #""prediction_id":"r\#(id)","#
                return "{\(identity)\(x)\(s)\(t)\(time)}"
            }
            _ = try await bench.send(lines, to: one, at: [1_000, 3_000, 2_000, 5_000][request % 4], key: request == 1 ? key : nil)
            let labels = (0..<10).map { #"{"prediction_id":"r\#(Int.random(in: 0..<80, using: &random))","actual":"\#($0 % 3)","actual_timestamp":\#($0 == 4 ? "\"?\"" : "100")}"# }
            _ = try await bench.send(labels, to: one, .actuals, at: 2_500 + Int64(request))
        }
        _ = try await bench.send([#"{"prediction_id":"r1","x":-0.0,"timestamp":1e5}"#, #"{"prediction_id":"gone","x":7,"timestamp":1e5}"#], to: one, at: 6_000)
        try await store.rollUp(one, by: plan)
        // A gap among the rows, and hours of which only roll-ups are left.
        _ = try await store.delete(.identities(["gone", "r7"]), from: one, isTrial: false)
        try await store.rollUp(one, by: plan)
        _ = try await store.delete(.olderThan(Timestamp(microseconds: 36_000_000_000)), from: one, isTrial: false)
        _ = try await store.write(.deletion, named: "first", body: "{}", by: "assay")
        let two = try await store.makeRecordTables(for: "second")
        _ = try await bench.send([#"{"prediction_id":"1"}"#], to: two)
    }
}

/// Everything that a reader of a store can see, in a form that can be compared.
package struct StorePortrait: Sendable, Equatable {
    private var answers: [String: [String]] = [:]

    package init(of store: some RecordStore) async throws {
        for kind in Document.Kind.allCases where kind != .setting {
            answers["documents, \(kind)"] = try await store.history(of: kind, named: nil, limit: .max).map {
                "\($0.name) \($0.body ?? "-") \($0.writtenAt.microseconds) \($0.author)"
            }
        }
        for tables in try await store.recordTables() {
            let model = tables.model
            answers["\(model), columns"] = tables.columns.map { "\($0.name) \($0.type)" }
            for time in [nil, 1_500, 2_504, 4_000, 7_000] as [Int64?] {
                var selection = RecordSelection()
                selection.asOf = time.map { Timestamp(microseconds: $0 * 1_000_000) }
                let about = "\(model), as of \(time.map(String.init) ?? "now")"
                try await store.using(store.records(of: tables, where: selection)) { records in
                    answers["\(about), records"] = try await store.rows(of: records, in: nil, from: 0, limit: 10_000)
                    let misfits = try await store.misfits(among: records, of: tables, by: .whole)
                    answers["\(about), misfits"] = misfits.map { "\($0.column) \($0.cells)" }.sorted()
                }
                try await store.using(store.actuals(of: tables, asOf: selection.asOf)) { actuals in
                    answers["\(about), actuals"] = try await store.rows(of: actuals, in: nil, from: 0, limit: 10_000)
                }
            }
            let rollups = try await store.rollups(of: tables, where: RollupSelection(), plan: SampleStore.plan)
            // Of an hour there may be one piece or several.
            let hours = Dictionary(grouping: rollups) { $0.hour }
            answers["\(model), hours"] = hours.map { hour, pieces in
                "\(hour.map(String.init) ?? "-"): \(pieces.reduce(0) { $0 + $1.summary.rows }) rows, sum \(pieces.reduce(0) { $0 + $1.summary.moments[0].sum })"
            }.sorted()
            answers["\(model), kept from"] = [try await store.firstKeptHour(of: tables).map(String.init) ?? "-"]
            guard model == "first" else { continue }
            let repeated = try await RecordBench(store).send([#"{"prediction_id":"again"}"#], to: tables, key: SampleStore.key)
            answers["\(model), the repeated request"] = ["\(String(describing: repeated))"]
        }
    }

    /// What is not as in another, with the first difference.
    package func differences(from other: StorePortrait) -> [String] {
        Set(answers.keys).union(other.answers.keys).sorted().compactMap { name in
            let (mine, others) = (answers[name] ?? [], other.answers[name] ?? [])
            guard mine != others else { return nil }
            let pair = zip(mine, others).first { $0 != $1 }
            return "\(name): \(mine.count) and \(others.count); \(pair.map { "\($0.0) and \($0.1)" } ?? "")"
        }
    }
}
