internal import Domain
internal import Evaluation
internal import Store

/// What of a model's records is asked for, in the parameters of a query.
enum QueryParameters {
    typealias Parameter = OperationDescription.Parameter

    /// Which records.
    static let selection: [Parameter] = [
        .init(name: "from", description: "Event times from here on, in ISO 8601.", schema: .textSchema(format: "date-time")),
        .init(name: "to", description: "Event times before this.", schema: .textSchema(format: "date-time")),
        .init(
            name: "environment", description: "Usual: production.",
            schema: .choiceSchema(Domain.Environment.allCases.map(\.rawValue))),
        .init(
            name: "version", description: "One version of the model; left out: all but shadow versions.",
            schema: .textSchema()),
        .init(
            name: "where", description: "A slice, such as: age < 25 and region in (\"CA\", \"NV\"); see docs/slices.md.",
            schema: .textSchema()),
        .init(
            name: "slice", description: "A saved slice, by its name; with where: what both hold for.", schema: .textSchema()),
        .init(
            name: "as_of", description: "Only what had arrived by then counts: what was known at that time.",
            schema: .textSchema(format: "date-time")),
    ]

    /// Which of production's records are compared between versions.
    static let production: [Parameter] = selection.filter { !["environment", "version"].contains($0.name) } + [
        .init(
            name: "version", description: "The version that others are compared with; left out: production's, all but shadow versions.",
            schema: .textSchema())
    ]

    /// What is said of costs.
    static let cost = "Of a wrong decision, for metric cost. Both are given, or neither: nothing is taken for one that is left out."

    /// What they are compared with, and how finely.
    static let comparison: [Parameter] = [
        .init(name: "by", description: "Length of the windows; usual: day.", schema: .choiceSchema(["hour", "day", "week"])),
        .init(
            name: "baseline",
            description: "usual (validation, else training, else production's first records), training, validation, production's records of a time, as FROM/TO, or windows before each: trailing:N, same_hour_of_week (of hours). Metrics then keep the usual one.",
            schema: .textSchema()),
    ]
}

extension Call {
    /// What of a model's records is asked for.
    ///
    /// - Parameter slice: what `where` and `slice` say together.
    func reportQuery(in slice: Slice?) throws -> ReportQuery {
        var query = ReportQuery(
            from: try time("from"), to: try time("to"), environment: try environment(), version: self.query("version"),
            baseline: try baseline(), slice: slice, asOf: try time("as_of"))
        if let text = self.query("by") {
            guard let granularity = Granularity(text), granularity.bucket != nil else {
                throw Problem(.badRequest, "by: hour, day or week is wanted", faults: [.init("not '\(text)'", field: "by")])
            }
            query.granularity = granularity
        }
        if let from = query.from, let to = query.to, from >= to {
            throw Problem(.badRequest, "from: it must be before to", faults: [.init("not before to", field: "from")])
        }
        return query
    }

    /// A moment in ISO 8601, with a zone or in UTC.
    func time(_ name: String) throws -> Timestamp? {
        guard let text = query(name) else { return nil }
        return try Self.time(text, field: name)
    }

    private static func time(_ text: String, field: String) throws -> Timestamp {
        // A plus that was not percent-encoded has become a blank.
        guard let time = Timestamp(text: text) ?? Timestamp(text: text.replacing(" ", with: "+")) else {
            throw Problem(
                .badRequest, "\(field): a time in ISO 8601 is wanted, such as 2026-03-01T00:00:00Z",
                faults: [.init("not '\(text.prefix(60))'", field: field)])
        }
        return time
    }

    func environment() throws -> Domain.Environment {
        try choice("environment", Domain.Environment.self) ?? .production
    }

    /// One of a parameter's values; `nil` when it was left out.
    func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String, _: Value.Type) throws -> Value? {
        guard let text = query(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                .badRequest, "\(name): one of \(known) is wanted", faults: [.init("not '\(text.prefix(60))'", field: name)])
        }
        return value
    }

    /// The slice in `where`.
    func slice() throws -> Slice? {
        guard let text = query("where"), !text.isEmpty else { return nil }
        return try Slice(parsing: text)
    }

    private func baseline() throws -> ReportQuery.Baseline {
        guard let text = query("baseline"), text != "usual" else { return .usual }
        if let environment = Domain.Environment(rawValue: text), environment != .production { return .environment(environment) }
        if text == "same_hour_of_week" { return .sameHourOfWeek }
        if text.hasPrefix("trailing:") {
            guard let count = Int(text.dropFirst("trailing:".count)), (1...ReportQuery.Baseline.trailingLimit).contains(count) else {
                throw Problem(
                    .badRequest, "baseline: trailing:N takes from 1 to \(ReportQuery.Baseline.trailingLimit) windows, such as trailing:7",
                    faults: [.init("not '\(text.prefix(60))'", field: "baseline")])
            }
            return .trailing(count)
        }
        let ends = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2 else {
            throw Problem(
                .badRequest, "baseline: usual, training, validation, trailing:N, same_hour_of_week, or a time as FROM/TO is wanted",
                faults: [.init("not '\(text.prefix(60))'", field: "baseline")])
        }
        let (from, to) = (try Self.time(ends[0], field: "baseline"), try Self.time(ends[1], field: "baseline"))
        guard from < to else {
            throw Problem(.badRequest, "baseline: it must begin before it ends", faults: [.init("ends first", field: "baseline")])
        }
        return .span(from: from, to: to)
    }
}
