internal import ArgumentParser
internal import Domain
internal import Store

/// Which rows of a model are written.
struct ExportSelection: ParsableArguments {
    @Flag(help: "Ground truth instead of records.")
    var actuals = false

    @Option(help: ArgumentHelp("Records from this event time on.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Records before this event time.", valueName: "time"))
    var to: String?

    @Option(help: "training, validation or production; may be repeated. (default: all)")
    var environment: [Environment] = []

    @Option(help: "A version of the model; may be repeated. (default: all)")
    var version: [String] = []

    @OptionGroup var slice: SliceOptions

    @Option(help: ArgumentHelp("What had arrived by then.", valueName: "time"))
    var asOf: String?

    func validate() throws {
        let others = from != nil || to != nil || !environment.isEmpty || !version.isEmpty || slice.text != nil
        guard !actuals || !others else { throw ValidationError("--actuals: ground truth is chosen by --as-of only.") }
    }

    func records() throws -> RecordSelection {
        RecordSelection(
            environments: environment.isEmpty ? nil : environment, versions: version.isEmpty ? nil : version,
            from: try from.map { try Timestamp(argument: $0, of: "--from") },
            to: try to.map { try Timestamp(argument: $0, of: "--to") },
            asOf: try asOf.map { try Timestamp(argument: $0, of: "--as-of") })
    }

    /// As a server's parameters.
    func query() throws -> [(name: String, value: String?)] {
        guard environment.count <= 1 else { throw InputError("--environment: a server exports one, or all; run the command for each") }
        guard version.count <= 1 else { throw InputError("--version: a server exports one, or all; run the command for each") }
        let kind = actuals ? RecordKind.actuals : .records
        return try records().parameters(kind, in: try slice.parsed() == nil ? nil : slice.text) + [("shadow", actuals ? nil : "true")]
    }
}

extension RecordSelection {
    /// What a server is asked for, of one environment and version at most.
    ///
    /// - Parameter slice: as it was written.
    func parameters(_ kind: RecordKind, in slice: String?) -> [(name: String, value: String?)] {
        [
            ("kind", kind.rawValue), ("from", from?.description), ("to", to?.description), ("environment", environments?.first?.rawValue),
            ("version", versions?.first), ("where", slice), ("as_of", asOf?.description),
        ]
    }
}
