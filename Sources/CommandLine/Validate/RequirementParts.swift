internal import Domain
internal import Evaluation
internal import Statistics
internal import Yams

/// What several kinds of requirement have in common.
extension RequirementReader {
    func requirement(_ subject: Requirement.Subject, limit: Limit, _ fields: YAMLFields) throws -> Requirement {
        var own = defaults
        try own.read(fields)
        return Requirement(
            subject, name: try fields.text("name").flatMap { $0.isEmpty ? nil : $0 }, limit: limit, isConfident: own.isConfident, confidence: own.confidence, leastRows: own.leastRows,
            tooFew: own.tooFew, isRequired: try fields.flag("required") ?? true, place: fields.place)
    }

    func limit(_ fields: YAMLFields) throws -> Limit {
        let limit = Limit(lowest: try fields.number("at_least", example: "0.85"), highest: try fields.number("at_most", example: "0.4"))
        guard limit.lowest != nil || limit.highest != nil else { throw missing("at_least or at_most", "a number", fields) }
        guard limit.lowest ?? -.infinity <= limit.highest ?? .infinity else {
            throw YAMLFields.error(fields.place(of: "at_most"), "at_most is below at_least; nothing is both")
        }
        return limit
    }

    func someSlices(_ fields: YAMLFields) throws -> [NamedSlice] {
        guard let nodes = fields.list("slices") else { return [NamedSlice(nil, name: SliceNames.all, place: fields.place)] }
        guard !nodes.isEmpty else { throw YAMLFields.error(fields.place(of: "slices"), "slices: name some, or leave it out for all records") }
        return try nodes.map { try slices.slice(YAMLFields.text($0, in: file, of: "slices"), at: YAMLFields.place($0, in: file)) }
    }

    func search(_ fields: YAMLFields) throws -> SliceSearchSettings {
        let loss = try fields.text("loss")
        if let loss, PredictionLoss(loss) == nil {
            throw YAMLFields.error(
                fields.place(of: "loss"),
                "'\(loss)' is none of \(PredictionLoss.plainNames) and cost:FP,FN with two costs, such as cost:5,1")
        }
        let depth = try fields.count("depth", atLeast: 1, example: "2") ?? 2
        guard depth <= 3 else { throw YAMLFields.error(fields.place(of: "depth"), "depth: 1, 2 or 3") }
        let support = try fields.number("min_support", in: 1e-6...1e15, example: "0.01, a share, or 200, a number of records")
        return SliceSearchSettings(
            loss: loss, depth: depth, level: try fields.number("level", in: 1e-6...0.5, example: "0.05") ?? 0.05, support: support,
            columns: try fields.names("columns"))
    }

    func metricName(_ fields: YAMLFields, among known: [String]) throws -> String {
        guard let metric = try fields.text("metric") else { throw missing("metric", "a name such as roc_auc", fields) }
        try requireMetric(metric, among: known, at: fields.place(of: "metric"))
        return metric
    }

    /// Of any task; which one it is is known when the data are.
    static let metrics = MetricDescriptor.all.filter { $0.input != .valueMatrix }.map(\.name).reduce(into: [String]()) {
        if !$0.contains($1) { $0.append($1) }
    }

    func requireMetric(_ name: String, among known: [String], at place: SourcePlace) throws {
        guard !known.contains(name) else { return }
        let remedy = NearestName.nearest(to: name, among: known).map { "did you mean \($0)?" } ?? "there are: \(known.joined(separator: ", "))"
        throw YAMLFields.error(place, "there is no metric '\(name)' here; \(remedy)")
    }

    func missing(_ key: String, _ what: String, _ fields: YAMLFields) -> InputError {
        YAMLFields.error(fields.place, "the key \(key) is missing: \(what)")
    }
}
