import Statistics
internal import Domain
internal import Store

extension RecordConformance {
    /// Documents and models.
    static let documents: [RecordConformance] = [
        RecordConformance("the latest version of a document holds, all are kept") { bench in
            let name = "slice '\(UInt64.random(in: 0 ... .max))' \"ä\""
            let first = try await bench.store.write(.slice, named: name, body: #"{"a":1}"#, by: "me")
            let second = try await bench.store.write(.slice, named: name, body: #"{"a":"'; --"}"#, by: "you")
            await bench.expect("counted on", second.revision > first.revision, true)
            let now = try await bench.store.documents(of: .slice).filter { $0.name == name }
            await bench.expect("latest", now, [second])
            await bench.expect("another kind", try await bench.store.documents(of: .key).contains { $0.name == name }, false)
            let deleted = try await bench.store.write(.slice, named: name, body: nil, by: "me")
            await bench.expect("deleted", try await bench.store.documents(of: .slice).contains { $0.name == name }, false)
            let history = try await bench.store.history(of: .slice, named: name, limit: 10)
            await bench.expect("history", history, [deleted, second, first])
            await bench.expect("some", try await bench.store.history(of: .slice, named: name, limit: 2), [deleted, second])
        },
        RecordConformance("a model's name is taken until it is dropped") { bench in
            let model = try await bench.model([("x", .number)])
            do {
                _ = try await bench.store.makeRecordTables(for: model.model)
                await bench.expect("a second one", "made", "refused")
            } catch let error as StoreError {
                await bench.expect("kind", error.kind, .badInput)
            }
            _ = try await bench.send([#"{"x":1}"#], to: model)
            try await bench.store.dropRecordTables(model)
            let again = try await bench.store.makeRecordTables(for: model.model)
            await bench.expect("empty", try await bench.holding("prediction_id", of: again), [:])
            await bench.expect("another number", again.number == model.number, false)
        },
    ]

    /// Random arrivals against a plain account of what must hold.
    static let history: [RecordConformance] = [
        RecordConformance("after any order of arrivals the last of each identity holds, at any time asked about") { bench in
            var random = SplitMix64(seed: 7)
            let model = try await bench.model([("x", .number)])
            var arrived: [(id: Int, x: Int, at: Int64, place: Int)] = []
            for batch in 0..<30 {
                let lines = (0..<Int.random(in: 1...5, using: &random)).map { _ -> String in
                    let row = (id: Int.random(in: 0..<12, using: &random), x: arrived.count, at: Int64.random(in: 0...50, using: &random), place: arrived.count)
                    arrived.append(row)
                    return #"{"prediction_id":"\#(row.id)","x":\#(row.x),"received_at":\#(row.at)}"#
                }
                _ = try await bench.send(lines, to: model, at: 100)
                guard batch % 5 == 4 else { continue }
                for asOf in [nil, 0, 10, 25, 50] as [Int64?] {
                    let known = arrived.filter { $0.at <= asOf ?? .max }
                    let last = Dictionary(grouping: known, by: \.id).values.compactMap { rows in
                        rows.max { ($0.at, $0.place) < ($1.at, $1.place) }
                    }
                    let wanted = Dictionary(uniqueKeysWithValues: last.map { ("\($0.x)", 1) })
                    let selection = RecordSelection(asOf: asOf.map { Timestamp(microseconds: $0 * 1_000_000) })
                    await bench.expect("batch \(batch), as of \(asOf ?? -1)", try await bench.holding("x", of: model, where: selection), wanted)
                }
            }
        }
    ]
}
