internal import Domain
internal import Statistics
internal import Store

extension RecordConformance {
    /// Rows that go for good, and those that must stay.
    static let deletions: [RecordConformance] = [
        RecordConformance("a subject's rows go from everywhere, and nobody else's") { bench in
            let model = try await bench.model([("age", .number), ("who", .text)])
            for arrival in [1_000, 2_000] as [Int64] {
                _ = try await bench.send(
                    [
                        #"{"prediction_id":"a","age":"old","who":"x"}"#, #"{"prediction_id":"b","age":"young","who":"y"}"#,
                        #"{"prediction_id":"'a","age":1,"model_version":"2"}"#,
                    ], to: model, at: arrival)
            }
            _ = try await bench.send([#"{"prediction_id":"a","model_version":"2","environment":"training"}"#], to: model)
            _ = try await bench.send(
                [#"{"prediction_id":"a","actual":1,"actual_timestamp":"soon"}"#, #"{"prediction_id":"b","actual":0}"#], to: model, .actuals)
            let subject = Deletion.identities(["a", "nobody"])
            let wanted = DeletionCounts(records: 3, actuals: 1, misfits: 3)
            await bench.expect("trial", try await bench.store.delete(subject, from: model, isTrial: true), wanted)
            await bench.expect("still there", try await bench.holding("prediction_id", of: model), ["a": 2, "b": 1, "'a": 1])
            await bench.expect("deleted", try await bench.store.delete(subject, from: model, isTrial: false), wanted)
            await bench.expect("left", try await bench.holding("prediction_id", of: model), ["b": 1, "'a": 1])
            let then = RecordSelection(asOf: Timestamp(microseconds: 1_500_000_000))
            await bench.expect("then", try await bench.holding("prediction_id", of: model, where: then), ["b": 1, "'a": 1])
            await bench.expect("labels", try await bench.labels(of: model), ["0": 1])
            await bench.expect("again", try await bench.store.delete(subject, from: model, isTrial: false).isNothing, true)
        },
        RecordConformance("a value takes all rows of those that ever had it") { bench in
            let model = try await bench.model([("user", .text), ("n", .number)])
            _ = try await bench.send([#"{"prediction_id":"a","user":"u'1"}"#, #"{"prediction_id":"b","user":"u2"}"#], to: model, at: 1_000)
            _ = try await bench.send([#"{"prediction_id":"a","user":"corrected"}"#, #"{"user":"u'1"}"#], to: model, at: 2_000)
            _ = try await bench.send([#"{"prediction_id":"a","actual":1}"#, #"{"prediction_id":"b","actual":1}"#], to: model, .actuals)
            let deleted = try await bench.store.delete(.value(column: "user", text: "u'1"), from: model, isTrial: false)
            await bench.expect("deleted", deleted, DeletionCounts(records: 3, actuals: 1, misfits: 0))
            await bench.expect("left", try await bench.holding("user", of: model), ["u2": 1])
            _ = try await bench.send([#"{"prediction_id":"c","n":7}"#, #"{"prediction_id":"d","n":"seven"}"#, #"{"prediction_id":"e","n":8}"#], to: model)
            for text in ["7.0", "seven", "none"] {
                let deleted = try await bench.store.delete(.value(column: "n", text: text), from: model, isTrial: false)
                await bench.expect(text, deleted.records, text == "none" ? 0 : 1)
            }
            await bench.expect("left", try await bench.holding("prediction_id", of: model), ["b": 1, "e": 1])
            do {
                _ = try await bench.store.delete(.value(column: "\"; --", text: ""), from: model, isTrial: false)
                await bench.expect("an unknown column", "deleted", "refused")
            } catch let error as StoreError {
                await bench.expect("kind", error.kind, .badInput)
            }
        },
        RecordConformance("after a deletion a request that comes again is known, without quoting what was deleted") { bench in
            let model = try await bench.model([("n", .number)])
            let key = IdempotencyKey(key: "k", fingerprint: "f")
            _ = try await bench.send([#"{"prediction_id":"a","n":"secret"}"#, #"{"prediction_id":"b","n":1}"#], to: model, key: key)
            _ = try await bench.store.delete(.identities(["a"]), from: model, isTrial: false)
            let again = try await bench.send([#"{"prediction_id":"a","n":"secret"}"#, #"{"prediction_id":"b","n":1}"#], to: model, key: key)
            guard case .repeated("f", let receipt)? = again else { return await bench.expect("again", "\(String(describing: again))", "repeated") }
            await bench.expect("receipt", receipt, Receipt(rows: 2, withoutID: 0, misfits: [.init(column: "n", cells: 1, example: "")]))
        },
        RecordConformance("rows that come after a deletion take the place of earlier ones as ever") { bench in
            let model = try await bench.model([("x", .number)])
            _ = try await bench.send([#"{"prediction_id":"a","x":1}"#, #"{"prediction_id":"b","x":1}"#], to: model, at: 1_000)
            _ = try await bench.store.delete(.identities(["b"]), from: model, isTrial: false)
            _ = try await bench.send([#"{"prediction_id":"a","x":2}"#, #"{"prediction_id":"b","x":3}"#], to: model, at: 2_000)
            _ = try await bench.send([#"{"prediction_id":"b","x":4}"#], to: model, at: 3_000)
            await bench.expect("x", try await bench.holding("x", of: model), ["2": 1, "4": 1])
        },
        RecordConformance("what is too old goes, and its ground truth with it") { bench in
            let model = try await bench.model([("x", .number)])
            let hour: Int64 = 3_600
            for (id, time) in [("old", 0), ("edge", 10 * hour), ("new", 20 * hour)] {
                _ = try await bench.send(["{\"prediction_id\":\"\(id)\",\"x\":1,\"timestamp\":\(time)}"], to: model, at: 30 * hour)
                _ = try await bench.send(["{\"prediction_id\":\"\(id)\",\"actual\":\"\(id)\",\"actual_timestamp\":\(time)}"], to: model, .actuals, at: 30 * hour)
            }
            // The record that holds is old: the newer one that it took the place of must not come back.
            _ = try await bench.send(["{\"prediction_id\":\"moved\",\"x\":1,\"timestamp\":\(20 * hour)}"], to: model, at: 31 * hour)
            _ = try await bench.send(["{\"prediction_id\":\"moved\",\"x\":2,\"timestamp\":0}"], to: model, at: 32 * hour)
            // Early ground truth of a record that is still there.
            _ = try await bench.send([#"{"prediction_id":"new","actual":"new","actual_timestamp":1}"#], to: model, .actuals, at: 33 * hour)
            let limit = Timestamp(microseconds: (10 * hour + 1_800) * 1_000_000)
            let deleted = try await bench.store.delete(.olderThan(limit), from: model, isTrial: false)
            await bench.expect("deleted", deleted, DeletionCounts(records: 3, actuals: 1, misfits: 0))
            await bench.expect("left", try await bench.holding("prediction_id", of: model), ["edge": 1, "new": 1])
            await bench.expect("labels", try await bench.labels(of: model), ["edge": 1, "new": 1])
        },
        RecordConformance("roll-ups forget a subject, and remember what was too old") { bench in
            let model = try await bench.model([("x", .number)])
            guard let edges = BinEdges([0, 10]) else { return }
            let plan = RollupPlan(columns: [BinnedColumn("x", .numeric(edges))], numeric: ["x"], prediction: nil)
            let rows = (0..<6).map { "{\"prediction_id\":\"\($0)\",\"x\":\($0),\"timestamp\":\(3_600 * ($0 / 2))}" }
            _ = try await bench.send(rows, to: model, at: 100_000)
            try await bench.store.rollUp(model, by: plan)
            func rolled() async throws -> [Int] {
                try await bench.store.rollUp(model, by: plan)
                return try await bench.store.rolledWindows(model, where: .init(), by: .hour, plan: plan).map(\.summary.rows)
            }
            _ = try await bench.store.delete(.olderThan(Timestamp(microseconds: 3_600_000_000)), from: model, isTrial: false)
            await bench.expect("old hours", try await rolled(), [2, 2, 2])
            _ = try await bench.store.delete(.identities(["2", "4", "5"]), from: model, isTrial: false)
            await bench.expect("without the subject", try await rolled(), [2, 1])
        },
        RecordConformance("lists of categories forget whom nobody else has") { bench in
            let model = try await bench.model([("user", .text)])
            let plan = RollupPlan(
                columns: [BinnedColumn("user", .categorical(.init(values: ["alice", "bob"], isComplete: true)))], numeric: [],
                prediction: nil)
            let rows = ["alice", "alice", "bob", "bob"].enumerated().map {
                #"{"prediction_id":"\#($0)","user":"\#($1)","timestamp":0}"#
            }
            _ = try await bench.send(rows, to: model)
            _ = try await bench.store.write(.plan, named: model.model, body: #"{"of":"alice"}"#, by: "test")
            try await bench.store.rollUp(model, by: plan)
            _ = try await bench.store.delete(.identities(["2"]), from: model, isTrial: false)
            await bench.expect("bob has more", try await bench.store.documents(of: .plan).count, 1)
            _ = try await bench.store.delete(.value(column: "user", text: "alice"), from: model, isTrial: false)
            await bench.expect("plans", try await bench.store.history(of: .plan, named: nil, limit: 10).count, 0)
            await bench.expect("everything anew", try await bench.store.pendingRollups(of: model, by: plan)?.from, ArrivalMark.none)
        },
        RecordConformance("roll-ups of rows that are gone hold for a plan with more columns, and go when they are too old") { bench in
            let model = try await bench.model([("x", .number)])
            guard let edges = BinEdges([0, 10]) else { return }
            let plan = RollupPlan(columns: [BinnedColumn("x", .numeric(edges))], numeric: ["x"], prediction: nil)
            let rows = (0..<6).map { "{\"prediction_id\":\"\($0)\",\"x\":\($0),\"timestamp\":\(90_000 * ($0 / 2))}" }
            _ = try await bench.send(rows, to: model, at: 1_000_000)
            try await bench.store.rollUp(model, by: plan)
            await bench.expect("nothing is gone", try await bench.store.firstKeptHour(of: model), nil)
            _ = try await bench.store.delete(.olderThan(Timestamp(microseconds: 90_000_000_000)), from: model, isTrial: false)
            await bench.expect("the first hour with rows", try await bench.store.firstKeptHour(of: model), 25)

            let wider = try await bench.store.addColumns([("y", .number)], to: model)
            _ = try await bench.send([#"{"prediction_id":"y","x":1,"y":3,"timestamp":0}"#], to: wider, at: 1_000_001)
            let longer = RollupPlan(
                columns: plan.columns + [BinnedColumn("y", .numeric(edges))], numeric: ["x", "y"], prediction: nil)
            try await bench.store.rollUp(wider, by: longer)
            for granularity in [Granularity.hour, .day] {
                let windows = try await bench.store.rolledWindows(wider, where: .init(), by: granularity, plan: longer)
                await bench.expect("rows by \(granularity)", windows.map(\.summary.rows), [3, 2, 2])
                await bench.expect("x by \(granularity)", windows.map { $0.summary.moments[0].count }, [3, 2, 2])
                await bench.expect("y by \(granularity)", windows.map { $0.summary.moments[1].count }, [1, 0, 0])
            }
            await bench.expect("too old", try await bench.store.deleteRollups(of: wider, before: 24, isTrial: true), 1)
            _ = try await bench.store.deleteRollups(of: wider, before: 24, isTrial: false)
            for granularity in [Granularity.hour, .day] {
                let windows = try await bench.store.rolledWindows(wider, where: .init(), by: granularity, plan: longer)
                await bench.expect("left by \(granularity)", windows.map(\.summary.rows), [2, 2])
            }
            // Another way of counting cannot go on from there.
            let other = RollupPlan(columns: [BinnedColumn("x", .presence)], numeric: [], prediction: nil)
            try await bench.store.rollUp(wider, by: other)
            let windows = try await bench.store.rolledWindows(wider, where: .init(), by: .hour, plan: other)
            await bench.expect("made anew of what is there", windows.map(\.summary.rows), [1, 2, 2])
        },
    ]
}
