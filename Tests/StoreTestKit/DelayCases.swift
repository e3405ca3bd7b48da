internal import Domain
internal import Store

extension Conformance {
    private static let minute: Int64 = 60_000_000

    static let delays: [Conformance] = [
        Conformance("delays: of records") { store, answers in
            let table = try await store.relation([
                .times("time", [0, 0, 0, 0, 0, nil, 5, -7 * minute, 0]),
                .times("at", [0, 1, minute, minute + 1, -minute, 0, nil, 0, 1_000_000 * minute]),
                .texts("text", ["1970-01-01T00:02:00Z", "1970-01-01", "soon", nil, "1969-12-31 23:00", "1970-01-02", "1970-01-02", "", "2200-01-01"]),
            ])
            for unit in [minute, 60 * minute, 1_000_000] {
                for arrival in ["at", "text", "time"] {
                    answers.note("\(arrival) in \(unit)", try await store.delays(
                        DelayQuery(records: table, time: "time", arrival: .column(arrival), unit: unit)))
                }
            }
            await answers.noteRefusal("no such column") {
                try await store.delays(DelayQuery(records: table, time: "time", arrival: .column("when"), unit: minute))
            }
        },
        Conformance("delays: in windows") { store, answers in
            let day: Int64 = 86_400 * 1_000_000
            let table = try await store.relation([
                .times("time", [0, 5, day, day - 1, nil, -1, day + 7, 9 * day, 3]),
                .times("at", [minute, minute, day, 2 * day, day, 0, nil, 9 * day + 90 * minute, -minute]),
                .texts("id", ["a", "b", "c", "d", "e", "f", "g", nil, "a"]),
            ])
            let others = try await store.relation([
                .texts("key", ["a", "c", "c", "e", "f"]), .times("at", [minute, 2 * day, 3 * day, 0, nil]),
            ])
            let joined = DelayQuery.Arrival.joined(others, recordID: "id", otherID: "key", arrival: "at")
            for granularity in [Granularity.hour, .day, .week, .rows(3), .whole] {
                for arrival in [.column("at"), joined] {
                    answers.note("by \(granularity)", try await store.delays(
                        DelayQuery(records: table, time: "time", arrival: arrival, unit: minute),
                        by: Windowing(granularity, timeColumn: "time")))
                }
            }
            await answers.noteRefusal("no time to cut by") {
                try await store.delays(
                    DelayQuery(records: table, time: "time", arrival: .column("at"), unit: minute),
                    by: Windowing(.day, timeColumn: nil))
            }
        },
        Conformance("delays: of nothing") { store, answers in
            let table = try await store.relation([.times("time", []), .times("at", [])])
            let delays = try await store.delays(DelayQuery(records: table, time: "time", arrival: .column("at"), unit: minute))
            answers.note("delays", delays)
            answers.note("time", delays.time(untilShare: 0.8) == nil)
        },
        Conformance("delays: of ground truth, repeated and unknown") { store, answers in
            let records = try await store.relation([
                .texts("id", ["a", "b", "c", nil, "d", "a", "7"]), .times("time", [0, 0, minute, 0, nil, 3 * minute, 0]),
            ])
            let arrivals: [Int64?] = [1, 2 * minute, 0, 5, nil, 9 * minute, 4 * minute, 4 * minute]
            let texts = try await store.relation([
                .texts("key", ["a", "a", "c", nil, "b", "b", "d", "z"]), .times("at", arrivals),
            ])
            let numbers = try await store.relation([.integers("key", [7, 7, 8, nil, 9, 7, 7, 7]), .times("at", arrivals)])
            for other in [texts, numbers] {
                let arrival = DelayQuery.Arrival.joined(other, recordID: "id", otherID: "key", arrival: "at")
                let delays = try await store.delays(DelayQuery(records: records, time: "time", arrival: arrival, unit: minute))
                answers.note("delays", delays)
                for share in [0, 0.5, 0.8, 1] {
                    answers.note("until \(share)", delays.time(untilShare: share) ?? -1)
                }
                answers.note("within", delays.share(within: 2 * minute))
            }
        },
    ]
}
