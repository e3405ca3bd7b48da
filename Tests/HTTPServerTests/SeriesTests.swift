import HTTPTypes
import Testing

@testable import HTTPServer

/// Protects the signals that are followed beside those of the report.
@Suite struct SeriesTests {
    private static let day = 86_400
    /// Proxies are followed over windows, with the baseline's mean beside them.
    @Test func proxiesAreSeriesOfMeans() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let definition = churnDefinition.replacing(
                "]}", with: #", {"name": "clicks", "type": "numeric", "proxy": true}, {"name": "stayed", "type": "categorical", "proxy": true}]}"#)
            #expect(try await session.send(.post, "/v1/models", definition, as: bench.admin).status == 201)
            let lines = (0..<400).map { row in
                let day = row / 100
                // Validation has clicks 0 and 2 in turn, and half stay; production's last day has none and nobody stays.
                let (clicks, stayed) = day == 3 ? (0, false) : (row % 2 * 2, row % 4 < 2)
                return #"{"prediction_id":"\#(row)","timestamp":\#(day * Self.day),"environment":"\#(day < 2 ? "validation" : "production")","score":0.5,"clicks":\#(clicks),"stayed":\#(stayed)}"#
            }
            let sent = try await session.send(
                .post, "/v1/models/churn/records", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
            #expect(sent.status == 200)
            let answer = try await session.send(.get, "/v1/models/churn/series?kind=proxy", as: bench.reader).json
            #expect(Schemas.series.faults(in: answer).isEmpty)
            let series = try #require(answer["series"]?.elements)
            #expect(series.map { $0["feature"]?.text } == ["clicks", "stayed"])
            #expect(series.allSatisfy { $0["kind"] == "proxy" && $0["signal"] == "mean" })
            let (clicks, stayed) = (series[0]["points"]?.elements ?? [], series[1]["points"]?.elements ?? [])
            #expect(clicks.map { $0["value"]?.double } == [1, 0] && clicks.map { $0["expected"]?.double } == [1, 1])
            // One standard deviation is 1: 1.96 · sqrt(100 / 99) / 10 on each side.
            #expect(abs((clicks[0]["upper"]?.double ?? 0) - 1.196983) < 1e-6)
            #expect(stayed.map { $0["value"]?.double } == [0.5, 0] && stayed.map { $0["expected"]?.double } == [0.5, 0.5])
            // Wilson's interval has width where nobody stays.
            #expect(stayed[1]["lower"]?.double == 0 && abs((stayed[1]["upper"]?.double ?? 0) - 0.0369935) < 1e-6)
            let one = try await session.send(.get, "/v1/models/churn/series?kind=proxy&feature=stayed", as: bench.reader).json
            #expect(one["series"]?.elements.count == 1)
            let all = try await session.send(.get, "/v1/models/churn/series", as: bench.reader).json
            #expect(all["series"]?.elements.filter { $0["kind"] == "proxy" } == series)
        }
    }

    /// How closely a proxy follows each metric is told beside it, once eight windows have ground truth.
    @Test func proxiesAreHeldBesideMetrics() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let definition = churnDefinition.replacing("]}", with: #", {"name": "clicks", "type": "numeric", "proxy": true}]}"#)
            #expect(try await session.send(.post, "/v1/models", definition, as: bench.admin).status == 201)
            var (records, actuals): ([String], [String]) = ([], [])
            for day in 0..<12 {
                for row in 0..<40 {
                    // The more records are decided wrongly, the fewer clicks there are.
                    let rank = day * 7 % 12
                    let isWrong = row < 3 * rank
                    let score = row % 2 == 0 ? 0.8 : 0.2
                    records.append(
                        #"{"prediction_id":"\#(day)/\#(row)","timestamp":\#(day * Self.day),"environment":"production","score":\#(score),"clicks":\#(100 - rank + row % 5)}"#)
                    if day < 10 { actuals.append(#"{"prediction_id":"\#(day)/\#(row)","actual":\#((score > 0.5) != isWrong ? 1 : 0)}"#) }
                }
            }
            for (path, lines) in [("records", records), ("actuals", actuals)] {
                let sent = try await session.send(
                    .post, "/v1/models/churn/\(path)", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
                #expect(sent.status == 200)
            }
            let answer = try await session.send(.get, "/v1/models/churn/series?kind=proxy", as: bench.reader).json
            #expect(Schemas.series.faults(in: answer).isEmpty)
            let following = answer["series"]?.elements.first?["following"]?.elements ?? []
            let area = try #require(following.first { $0["metric"] == "roc_auc" })
            #expect(area["windows"] == 10 && area["correlation"]?.double == 1)
            #expect((area["lower"]?.double ?? 0) > 0.3 && (area["upper"]?.double ?? 2) <= 1)
            let losses = try #require(following.first { $0["metric"] == "log_loss" })
            #expect(losses["correlation"]?.double == -1)
            // The report has the same.
            let report = try await session.send(.get, "/v1/models/churn/report", as: bench.reader).json
            #expect(report["proxies"]?.elements.first?["following"]?.elements == following)
        }
    }

    @Test func freshnessIsTheDelayOfRecords() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            // On the first day all come within the minute, on the second the n-th of a hundred after n hours.
            let lines = (0..<200).map { row in
                let time = row / 100 * Self.day
                let delay = row < 100 ? 30 : (row - 99) * 3_600
                return #"{"prediction_id":"\#(row)","timestamp":\#(time),"received_at":\#(time + delay),"score":0.5,"age":\#(row)}"#
            } + [#"{"prediction_id":"timeless","timestamp":"soon","received_at":5,"score":0.5}"#]
            let sent = try await session.send(
                .post, "/v1/models/churn/records", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
            #expect(sent.status == 200)
            func series(_ query: String) async throws -> [JSONValue] {
                let answer = try await session.send(.get, "/v1/models/churn/series?\(query)", as: bench.reader).json
                #expect(Schemas.series.faults(in: answer).isEmpty)
                return answer["series"]?.elements ?? []
            }
            func values(_ query: String) async throws -> [[Double?]] {
                try await series(query).map { ($0["points"]?.elements ?? []).map { $0["value"]?.double } }
            }
            let both = try await series("kind=freshness")
            #expect(both.map { $0["signal"]?.text } == ["arrival_delay_median", "arrival_delay_p95"])
            #expect(both.allSatisfy { $0["unit"] == "hours" && $0["kind"] == "freshness" && $0["feature"] == nil })
            #expect(both[0]["points"]?.elements.map { $0["count"] } == [100, 100])
            #expect(try await values("kind=freshness") == [[1.0 / 60, 50], [1.0 / 60, 95]])
            #expect(try await values("kind=freshness&signal=arrival_delay_p95&where=age%20%3C%20150") == [[1.0 / 60, 48]])
            #expect(try await values("kind=freshness&from=1970-01-02T00:00:00Z") == [[50], [95]])
            // What had arrived after two days was there by then.
            #expect(try await values("kind=freshness&as_of=1970-01-03T00:00:00Z")[1].last == 23)
            #expect(try await series("").allSatisfy { $0["kind"] != "freshness" })
        }
    }
}

extension JSONValue {
    /// A number, written with a fraction or without.
    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
