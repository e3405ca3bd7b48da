internal import Domain
internal import Store

extension RecordConformance {
    /// Records and labels that come once, twice, corrected, early and late.
    static let arrivals: [RecordConformance] = [
        RecordConformance("records come back as they were sent") { bench in
            let model = try await bench.model([("age", .number), ("region", .text), ("since", .timestamp)])
            let outcome = try await bench.send(
                [
                    #"{"prediction_id":"a","timestamp":"2026-01-01T00:00:00+01:00","age":31,"region":"CA","since":"2020-01-01","model_version":"v1"}"#,
                    #"{"prediction_id":"b","timestamp":1767225600,"age":null,"region":"","environment":"Validation"}"#,
                ], to: model)
            await bench.expect("rows", outcome.rows, 2)
            await bench.expect("age", try await bench.holding("age", of: model), ["31": 1, "(null)": 1])
            await bench.expect("region", try await bench.holding("region", of: model), ["CA": 1, "": 1])
            await bench.expect("version", try await bench.holding("model_version", of: model), ["v1": 1, "": 1])
            await bench.expect(
                "environment", try await bench.holding("environment", of: model), ["production": 1, "validation": 1])
            await bench.expect(
                "time", try await bench.holding("timestamp", of: model),
                ["2025-12-31 23:00:00": 1, "2026-01-01 00:00:00": 1])
            let early = RecordSelection(to: Timestamp(iso8601: "2026-01-01T00:00:00Z"))
            await bench.expect("before", try await bench.holding("prediction_id", of: model, where: early), ["a": 1])
            let validation = RecordSelection(environments: [.validation])
            await bench.expect("selected", try await bench.holding("prediction_id", of: model, where: validation), ["b": 1])
        },
        RecordConformance("a record that is sent again counts once") { bench in
            let model = try await bench.model([("x", .number)])
            let lines = [#"{"prediction_id":"a","x":1}"#, #"{"prediction_id":"b","x":2}"#]
            for _ in 0..<3 { _ = try await bench.send(lines, to: model) }
            await bench.expect("once", try await bench.holding("prediction_id", of: model), ["a": 1, "b": 1])
            _ = try await bench.send(lines + lines, to: model, at: 1_000_000_100)
            await bench.expect("twice in a request", try await bench.holding("x", of: model), ["1": 1, "2": 1])
        },
        RecordConformance("a correction takes the place of the record, and the past can still be asked") { bench in
            let model = try await bench.model([("x", .number)])
            _ = try await bench.send([#"{"prediction_id":"a","x":1}"#], to: model, at: 1_000)
            _ = try await bench.send([#"{"prediction_id":"a","x":2}"#], to: model, at: 2_000)
            _ = try await bench.send([#"{"prediction_id":"a","x":3}"#], to: model, at: 3_000)
            await bench.expect("now", try await bench.holding("x", of: model), ["3": 1])
            for (time, value) in [(999, nil), (1_000, "1"), (1_999, "1"), (2_000, "2"), (3_000, "3")] as [(Int64, String?)] {
                let then = RecordSelection(asOf: Timestamp(microseconds: time * 1_000_000))
                let wanted = value.map { [$0: 1] } ?? [:]
                await bench.expect("as of \(time)", try await bench.holding("x", of: model, where: then), wanted)
            }
        },
        RecordConformance("history that is brought in late stands where it belongs") { bench in
            let model = try await bench.model([("x", .number)])
            _ = try await bench.send([#"{"prediction_id":"a","x":3,"received_at":"1970-01-01T00:50:00Z"}"#], to: model)
            _ = try await bench.send([#"{"prediction_id":"a","x":1,"received_at":"1970-01-01T00:10:00Z"}"#], to: model)
            _ = try await bench.send([#"{"prediction_id":"a","x":2,"received_at":"1970-01-01T00:30:00Z"}"#], to: model)
            await bench.expect("now", try await bench.holding("x", of: model), ["3": 1])
            for (minute, value) in [(10, "1"), (29, "1"), (30, "2"), (50, "3")] as [(Int64, String)] {
                let then = RecordSelection(asOf: Timestamp(microseconds: minute * 60_000_000))
                await bench.expect("minute \(minute)", try await bench.holding("x", of: model, where: then), [value: 1])
            }
        },
        RecordConformance("one identity in several environments and versions is several records") { bench in
            let model = try await bench.model()
            _ = try await bench.send(
                [
                    #"{"prediction_id":"a","model_version":"1"}"#, #"{"prediction_id":"a","model_version":"2"}"#,
                    #"{"prediction_id":"a","model_version":"1","environment":"validation"}"#,
                    #"{"prediction_id":"a"}"#, #"{"prediction_id":"a"}"#,
                ], to: model)
            await bench.expect("records", try await bench.holding("prediction_id", of: model), ["a": 4])
        },
        RecordConformance("records without an identity are kept apart") { bench in
            let model = try await bench.model([("x", .number)])
            let outcome = try await bench.send([#"{"x":1}"#, #"{"x":1}"#, #"{"prediction_id":null,"x":1}"#], to: model)
            await bench.expect("without", outcome.receipt?.withoutID, 3)
            await bench.expect("kept", try await bench.holding("x", of: model), ["1": 3])
        },
        RecordConformance("labels come before, after, twice and corrected") { bench in
            let model = try await bench.model()
            _ = try await bench.send([#"{"prediction_id":"early","actual":1}"#], to: model, .actuals, at: 1_000)
            _ = try await bench.send([#"{"prediction_id":"early"}"#, #"{"prediction_id":"late"}"#], to: model, at: 2_000)
            _ = try await bench.send([#"{"prediction_id":"late","actual":"0"}"#], to: model, .actuals, at: 3_000)
            _ = try await bench.send([#"{"prediction_id":"late","actual":"0"}"#], to: model, .actuals, at: 4_000)
            await bench.expect("both", try await bench.labels(of: model), ["1": 1, "0": 1])
            _ = try await bench.send([#"{"prediction_id":"early","actual":0}"#], to: model, .actuals, at: 5_000)
            await bench.expect("corrected", try await bench.labels(of: model), ["0": 2])
            await bench.expect("before the correction", try await bench.labels(of: model, asOf: 4_999), ["1": 1, "0": 1])
            await bench.expect("before the second", try await bench.labels(of: model, asOf: 2_999), ["1": 1])
        },
        RecordConformance("a request with a known idempotency key does nothing") { bench in
            let model = try await bench.model([("x", .number)])
            let key = IdempotencyKey(key: "k'1", fingerprint: "f")
            let first = try await bench.send([#"{"x":1}"#], to: model, key: key)
            await bench.expect("first", first.rows, 1)
            let second = try await bench.send([#"{"x":1}"#], to: model, key: key)
            if case .repeated("f", let receipt)? = second {
                await bench.expect("the same receipt", receipt, first.receipt)
            } else {
                await bench.expect("second", "\(String(describing: second))", "repeated")
            }
            await bench.expect("stored once", try await bench.holding("x", of: model), ["1": 1])
            let others = try await bench.send([[#"{"x":5}"#], [#"{"x":1}"#]], to: model, keys: [1: key])
            await bench.expect("its neighbour is stored", others[0].rows, 1)
            await bench.expect("stored", try await bench.holding("x", of: model), ["1": 1, "5": 1])
        },
    ]
}
