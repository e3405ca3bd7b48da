internal import Domain
internal import Evaluation
internal import Hummingbird

/// Why a model's performance changed: what, since when, who is hit, why, and what to do.
struct ExplanationEndpoints: EndpointGroup {
    let queries: ModelQueries
    let room: ExplanationRoom

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/models/{model}/explanation", access: .holders(of: .read),
                .init(
                    id: "explainChange", summary: "Tell why a metric changed, how the model fails, and what to do",
                    details:
                        "The object of assay explain --json; docs/explain.md describes it. The records are copied and looked at aside of those that come in: seconds for a million, one explanation at a time.",
                    parameters: Self.looked + [
                        .init(
                            name: "since", description: "Explain records from this event time on; left out: since the change that the alerts tell.",
                            schema: .textSchema(format: "date-time")),
                        .init(name: "until", description: "Explain records before this event time.", schema: .textSchema(format: "date-time")),
                        .init(
                            name: "baseline",
                            description: "What they are held against: usual (validation, else training), training, validation, or production's records of a time, as FROM/TO; the latter needs since or until. Alerts are told by validation or training in any case.",
                            schema: .textSchema()),
                        .init(
                            name: "metric", description: "Whose change is explained; left out: log_loss where scores are probabilities, else accuracy, for numbers mae.",
                            schema: .choiceSchema(ComparedMetric.deciding.map(\.rawValue))),
                        .init(name: "false_positive_cost", description: QueryParameters.cost, schema: .numberSchema()),
                        .init(name: "false_negative_cost", description: "Likewise.", schema: .numberSchema()),
                        .init(
                            name: "retraining_cost", description: "What training again costs, in the metric's unit: after how many days it is paid back.",
                            schema: .numberSchema()),
                        .init(name: "rows", description: "Records of each window that are looked at, at most; usual: 50000.", schema: .integerSchema(from: 1_000, to: 1_000_000)),
                    ], answer: Schemas.explanation.reference, problems: [.tooManyRequests])
            ) { call in
                let (query, options) = (try await queries.explanationQuery(call), try options(call))
                let report = try await room.using { engine, folder in try await queries.explanation(call, query, options, in: engine, folder: folder) }
                return try Response(json: report, inSnakeCase: true)
            }
        ]
    }

    /// Production is what changes.
    private static let looked = QueryParameters.selection.filter { $0.name != "environment" }

    private func options(_ call: Call) throws -> ExplanationOptions {
        var options = ExplanationOptions(check: CheckOptions(version: queries.version))
        options.check.audience = .request
        options.metric = try call.decidingMetric { "the change of '\($0)' cannot be taken apart" }
        options.costs = try call.costs(of: options.metric)
        if call.query("retraining_cost") != nil { options.retrainingCost = try call.number("retraining_cost", in: 0...1e300, default: 0) }
        options.rowLimit = try call.integer("rows", in: 1_000...1_000_000, default: options.rowLimit)
        let (since, until) = (try call.time("since"), try call.time("until"))
        if since != nil || until != nil {
            let span = (since ?? Timestamp(microseconds: .min), until ?? Timestamp(microseconds: .max))
            guard span.0 < span.1 else {
                throw Problem(.badRequest, "since: it must be before until", faults: [.init("not before until", field: "since")])
            }
            options.span = span.0..<span.1
        }
        return options
    }
}
