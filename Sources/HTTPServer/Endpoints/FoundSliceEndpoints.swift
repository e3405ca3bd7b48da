internal import Domain
internal import Evaluation
internal import Hummingbird
internal import Statistics

/// Slices that nobody has named: where a model loses most, or more than it did.
struct FoundSliceEndpoints: EndpointGroup {
    let queries: ModelQueries

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/models/{model}/found-slices", access: .holders(of: .read),
                .init(
                    id: "findSlices", summary: "Look for the slices in which a model loses most, or more than it did",
                    details:
                        "The object of assay slices --json; docs/slice-search.md describes it. All conjunctions of up to three conditions over features and tags are looked through in one half of the records; what is told has held on the other. It reads the rows: seconds for a million.",
                    parameters: QueryParameters.selection + [
                        .init(
                            name: "baseline",
                            description: "What losses are held against as well: training, validation, or production's records of a time, as FROM/TO. Left out: nothing; for rank=change validation's records, else training's.",
                            schema: .textSchema()),
                        .init(
                            name: "rank",
                            description: "worst (usual): by mean loss, weighed against the size; total: by all that is lost beyond the mean; change: by what is lost beyond what was lost earlier.",
                            schema: .choiceSchema(SliceDiscoveryOptions.Rank.allCases.map(\.rawValue))),
                        .init(
                            name: "loss",
                            description: "\(PredictionLoss.plainNames), or cost:FP,FN. Left out: log_loss where there are scores, zero_one for classes, absolute_error for numbers.",
                            schema: .textSchema()),
                        .init(name: "top", description: "At most so many; usual: 5.", schema: .integerSchema(from: 1, to: 100)),
                        .init(name: "depth", description: "The most conditions of a slice; usual: 3.", schema: .integerSchema(from: 1, to: 3)),
                        .init(name: "min_rows", description: "The fewest records of a slice; usual: a hundredth, at least 60.", schema: .integerSchema(from: 1, to: 1_000_000_000)),
                    ], answer: Schemas.foundSlices.reference)
            ) { call in try Response(json: try await queries.foundSlices(call, options(call)), inSnakeCase: true) }
        ]
    }

    private func options(_ call: Call) throws -> SliceDiscoveryOptions {
        var options = SliceDiscoveryOptions(version: queries.version)
        if let rank = try call.choice("rank", SliceDiscoveryOptions.Rank.self) { options.rank = rank }
        if let text = call.query("loss") {
            guard let loss = PredictionLoss(text) else {
                throw Problem(
                    .badRequest, "loss: one of \(PredictionLoss.plainNames), or cost:FP,FN is wanted",
                    faults: [.init("not '\(text.prefix(60))'", field: "loss")])
            }
            options.loss = loss
        }
        options.top = try call.integer("top", in: 1...100, default: options.top)
        options.depth = try call.integer("depth", in: 1...3, default: options.depth)
        if call.query("min_rows") != nil { options.support = .records(try call.integer("min_rows", in: 1...1_000_000_000, default: 1)) }
        return options
    }
}
