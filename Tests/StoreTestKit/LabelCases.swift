internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    private static let hour: Int64 = 3_600_000_000

    /// Records joined with actuals, in every kind of window and both ways of asking.
    private static func joined(
        _ what: String, ids: Batch.Column, actualIDs: Batch.Column, actuals: Batch.Column, arrivals: Batch.Column? = nil,
        knownWithin: [Int64?] = [nil], windowing: Windowing = .whole, filter: PerformanceQuery.Filter? = nil, classes: [String] = []
    ) -> Conformance {
        Conformance("labels: \(what)") { store, answers in
            let count = ids.values.count
            let records = try await store.relation([
                ids, .doubles("score", (0..<count).map { Double($0) / 10 }), .texts("version", (0..<count).map { $0 % 2 == 0 ? "a" : "b" }),
                .times("time", (0..<count).map { $0 == 3 ? nil : Int64($0) * hour / 2 }),
            ])
            let truth = try await store.relation([actualIDs, actuals] + (arrivals.map { [$0] } ?? []))
            for within in knownWithin {
                let join = PerformanceQuery.Join(
                    actuals: truth, recordID: ids.name, actualID: actualIDs.name, actual: actuals.name, arrival: arrivals?.name,
                    knownWithin: within)
                for prediction in [
                    PerformanceQuery.Prediction.binary(score: "score", label: nil, positiveClass: "1", classes: classes, threshold: 0.25, resolution: .exact),
                    .multiclass(label: "version", scores: [], classes: ["1", "0", "a", "b"], resolution: .exact),
                    .regression(value: "score", centre: 0, quantiles: []),
                ] {
                    let query = PerformanceQuery(
                        records: records, windowing: windowing, labels: .joined(join), prediction: prediction, filter: filter)
                    answers.note("\(prediction)", try await store.performance(query))
                    guard let within else { continue }
                    let timely = try await store.performance(query, within: within)
                    answers.note("\(prediction), in time", timely.inTime)
                    answers.note("\(prediction), all", timely.all)
                }
            }
        }
    }

    static let labels: [Conformance] = [
        joined("some known", ids: .texts("id", ["a", "b", "c", "d", "e"]), actualIDs: .texts("id", ["c", "a", "z", "e"]), actuals: .integers("y", [1, 0, 1, 1])),
        joined("none known", ids: .texts("id", ["a", "b"]), actualIDs: .texts("id", []), actuals: .integers("y", [])),
        joined("numbers and texts as identities", ids: .integers("id", [1, 2, 3, nil]), actualIDs: .texts("key", ["1", "2", "x", nil]), actuals: .integers("y", [1, 0, 1, 1])),
        joined("numbers and doubles as identities", ids: .integers("id", [1, 2, 3, 4]), actualIDs: .doubles("key", [1, 2.5, 3, nil]), actuals: .booleans("y", [true, false, false, true])),
        joined("null and empty identities", ids: .texts("id", [nil, nil, "", "a"]), actualIDs: .texts("id", [nil, "", "a", nil]), actuals: .integers("y", [1, 1, 0, 1])),
        joined("corrected: the last arrival counts", ids: .texts("id", ["a", "b", "c", "d"]), actualIDs: .texts("id", ["a", "a", "b", "b", "c", "c", "c", "d"]),
            actuals: .integers("y", [1, 0, 0, 1, 1, nil, 0, 1]), arrivals: .times("at", [2, 1, 1, 2, 5, 9, 7, nil])),
        joined("corrected at the same time: the last row counts", ids: .texts("id", ["a", "b", "c"]), actualIDs: .texts("id", ["a", "a", "b", "b", "b", "c", "c"]),
            actuals: .integers("y", [1, 0, 0, 0, 1, 0, 1]), arrivals: .times("at", [1, 1, 2, 2, 2, nil, nil])),
        joined("corrected without arrival times: the last row counts", ids: .texts("id", ["a", "b"]), actualIDs: .texts("id", ["a", "b", "a", "b"]), actuals: .integers("y", [1, 0, 0, 1])),
        joined("repeated records stay repeated", ids: .texts("id", ["a", "a", "b", "a"]), actualIDs: .texts("id", ["a", "b", "a"]), actuals: .integers("y", [1, 0, 0])),
        joined("known within a time", ids: .integers("id", Array(0..<8)), actualIDs: .integers("id", [0, 1, 2, 3, 4, 5, 5, 6, 7]),
            actuals: .integers("y", [1, 0, 1, 1, 0, 1, 0, 1, nil]),
            arrivals: .times("at", [hour, hour + 1, 3 * hour, 0, 3 * hour, 3 * hour, 9 * hour, nil, 4 * hour]),
            knownWithin: [nil, 0, 1, hour, -hour, 100 * hour], windowing: Windowing(.hour, timeColumn: "time")),
        joined("known within a time, none corrected", ids: .integers("id", Array(0..<8)), actualIDs: .integers("id", Array(0..<8)),
            actuals: .texts("y", ["1", "0", nil, "1", "other", "1", "0", "1"]),
            arrivals: .times("at", [hour, hour + 1, 3 * hour, 0, 3 * hour, 3 * hour, 9 * hour, nil]),
            knownWithin: [0, 1, hour, -hour, 100 * hour], windowing: Windowing(.hour, timeColumn: "time"), classes: ["0", "1"]),
        joined("arrival times as texts", ids: .texts("id", ["a", "b"]), actualIDs: .texts("id", ["a", "a", "b"]), actuals: .integers("y", [1, 0, 1]),
            arrivals: .texts("at", ["1970-01-01T01:00:00+01:00", "1970-01-01 00:30", "1970-01-01T02:00:00Z"]),
            knownWithin: [nil, 0, hour], windowing: Windowing(.day, timeColumn: "time")),
        joined("one version's records", ids: .texts("id", ["a", "b", "c", "d", "e"]), actualIDs: .texts("id", ["c", "a", "d"]), actuals: .integers("y", [1, 0, 1]),
            windowing: Windowing(.rows(2), timeColumn: "time"), filter: .init(column: "version", value: "a")),
        joined("a filter that nothing passes", ids: .texts("id", ["a", "b"]), actualIDs: .texts("id", ["a"]), actuals: .integers("y", [1]), filter: .init(column: "version", value: "zz")),
        Conformance("labels: in a column of the records, known within a time") { store, answers in
            let table = try await store.relation([
                .times("time", (0..<8).map { $0 == 3 ? nil : Int64($0) * hour / 2 }), .doubles("score", (0..<8).map { Double($0) / 8 }),
                .integers("y", [1, 0, 1, 1, nil, 0, 1, 0]), .times("at", [hour, hour + 1, nil, 0, 0, 3 * hour, 9 * hour, -hour]),
            ])
            for within in [0, 1, hour, -hour, 100 * hour] {
                for windowing in [Windowing(.hour, timeColumn: "time"), Windowing(.day, timeColumn: "time")] {
                    answers.note("within \(within)", try await store.performance(PerformanceQuery(
                        records: table, windowing: windowing, labels: .column("y", known: .init(arrival: "at", within: within)),
                        prediction: .binary(score: "score", label: nil, positiveClass: "1", threshold: 0.25, resolution: .exact))))
                }
            }
            await answers.noteRefusal("no windows of time") {
                try await store.performance(PerformanceQuery(
                    records: table, windowing: .whole, labels: .column("y", known: .init(arrival: "at", within: 0)),
                    prediction: .regression(value: "score", centre: 0, quantiles: [])))
            }
        },
        Conformance("labels: a cut-off needs arrival times and windows of time") { store, answers in
            let table = try await store.relation([.texts("id", ["a"]), .doubles("x", [1]), .times("t", [1])])
            for (arrival, windowing) in [(nil, Windowing(.hour, timeColumn: "t")), ("t", Windowing.whole)] {
                let join = PerformanceQuery.Join(actuals: table, recordID: "id", actualID: "id", actual: "x", arrival: arrival, knownWithin: 1)
                await answers.noteRefusal("cut-off") {
                    try await store.performance(PerformanceQuery(
                        records: table, windowing: windowing, labels: .joined(join), prediction: .regression(value: "x", centre: 0, quantiles: [])))
                }
            }
        },
    ]
}
