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
