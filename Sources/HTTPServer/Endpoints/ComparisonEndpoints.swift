internal import Domain
internal import Evaluation
internal import Hummingbird

/// Versions of a model on the same traffic: promote, keep, or how many labels more.
struct ComparisonEndpoints: EndpointGroup {
    let queries: ModelQueries

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/models/{model}/comparison", access: .holders(of: .read),
                .init(
                    id: "compareVersions", summary: "Compare shadow versions with production's on the same predictions",
                    details:
                        "The object of assay compare --json; docs/compare.md describes it. Only predictions that all versions made and whose ground truth is known are compared, in the order in which that came. One may ask after every label: the chance that a version is promoted that is not better stays below alpha. It reads the rows.",
                    parameters: QueryParameters.production + [
                        .init(
                            name: "candidates", description: "The versions to compare, separated by commas; left out: all shadow versions.",
                            schema: .textSchema(), isList: true),
                        .init(name: "slices", description: "Saved slices to compare in, too, by their names, separated by commas.", schema: .textSchema(), isList: true),
                        .init(
                            name: "protect", description: "Saved slices in which no version may be promoted that is worse by margin; names, separated by commas.",
                            schema: .textSchema(), isList: true),
                        .init(name: "margin", description: "How much worse is borne there, in the metric's unit; usual: 0.", schema: .numberSchema()),
                        .init(
                            name: "metric", description: "What decides; left out: log_loss, else accuracy, for numbers mae.",
                            schema: .choiceSchema(ComparedMetric.deciding.map(\.rawValue))),
                        .init(
                            name: "alpha", description: "The chance of a wrong promotion that is borne, of all versions together; usual: 0.05.",
                            schema: .numberSchema(above: 0)),
                        .init(name: "smallest", description: "The smallest improvement that is worth a change; usual: 0.", schema: .numberSchema()),
                        .init(
                            name: "power", description: "The chance, at least, that a version better by smallest is promoted; usual: 1 - alpha.",
                            schema: .numberSchema(above: 0)),
                        .init(name: "false_positive_cost", description: QueryParameters.cost, schema: .numberSchema()),
                        .init(name: "false_negative_cost", description: "Likewise.", schema: .numberSchema()),
                        .init(
                            name: "fairness", description: "Columns whose groups are compared by parities of decisions, separated by commas.",
                            schema: .textSchema(), isList: true),
                    ], answer: Schemas.comparison.reference)
            ) { call in try Response(json: try await queries.comparison(call, options(call)), inSnakeCase: true) }
        ]
    }

    private func options(_ call: Call) throws -> ComparisonOptions {
        var options = ComparisonOptions(version: queries.version)
        options.metric = try call.decidingMetric { "'\($0)' cannot decide" }
        options.alpha = try call.number("alpha", in: 1e-6...0.499, default: options.alpha)
        options.smallest = try call.number("smallest", in: 0...Double.greatestFiniteMagnitude, default: 0)
        if call.query("power") != nil {
            options.power = try call.number("power", in: 0.5...0.9999, default: 0.8)
            guard options.smallest > 0 else {
                throw Problem(
                    .badRequest, "power: it is of seeing the smallest improvement that is worth a change; give smallest, too",
                    faults: [.init("without smallest", field: "power")])
            }
        }
        options.costs = try call.costs(of: options.metric)
        options.fairness = call.names("fairness")
        return options
    }
}
