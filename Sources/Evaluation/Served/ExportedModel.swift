package import Domain
package import Store

/// A served model's records in files of their own, as evaluations of files look at them: what is behind a change is found in single records, which are
/// read more often than a store that takes records in meanwhile should be asked for them.
package struct ExportedModel: Sendable {
    /// A file: some of the records, or with no selection all ground truth.
    package struct Part: Sendable {
        package var name: String
        package var selection: RecordSelection?
        /// Only those of this slice.
        package var slice: Slice?
    }

    private let definition: ModelDefinition
    private let query: ReportQuery
    /// Where the files are: of each part NAME.parquet.
    private let folder: String

    /// - Parameter query: which of production's records are looked at, and which environment they are held against.
    package init(of definition: ModelDefinition, _ query: ReportQuery, in folder: String) {
        self.definition = definition
        self.query = query
        self.folder = folder
    }

    /// What is to be exported: the records that the model learned from and was judged by, production's that are asked for, those of each shadow version, and
    /// ground truth.
    package var parts: [Part] {
        let references = references.map { environment in
            var selection = RecordSelection(environments: [environment], asOf: query.asOf)
            selection.withoutVersions = definition.shadowVersions
            return Part(name: environment.rawValue, selection: selection, slice: query.slice)
        }
        var production = query.selection(of: definition, from: query.from, to: query.to, in: .production)
        let answered = Part(name: Self.production, selection: production, slice: query.slice)
        // They are looked up by identity, and may lack the columns of a slice.
        let shadows = shadows.map { version, name in
            production.versions = [version]
            production.withoutVersions = []
            return Part(name: name, selection: production)
        }
        return references + [answered] + shadows + [Part(name: Self.actuals)]
    }

    /// Where a part is written.
    package func path(of part: Part) -> String { path(part.name) }

    private func path(_ name: String) -> String { "\(folder)/\(name).parquet" }

    private static let (production, actuals) = ("production", "actuals")

    private var references: [Environment] { query.baseline == .environment(.training) ? [.training] : [.training, .validation] }

    private var shadows: [(version: String, name: String)] {
        definition.shadowVersions.filter { $0 != query.version }.enumerated().map { ($1, "shadow-\($0)") }
    }

    /// Why the model's performance changed, by what its files hold.
    ///
    /// - Parameter options: what columns mean, and the alert budget, are the definition's.
    /// - Throws: as `ExplanationEvaluation`, and `EvaluationError` where there is nothing to explain or to compare with.
    package func explanation(
        _ options: ExplanationOptions, in engine: any FileEngine, progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> Explanation {
        progress("opening records")
        let input = try await input(in: engine)
        var options = options
        options.check.schema = try await schema(of: input, in: engine)
        options.check.rules = BudgetRules(falseAlerts: definition.alertBudget, candidates: input.candidates != nil)
        var explanation = try await ExplanationEvaluation(store: engine, options: options).explanation(of: input, progress: progress)
        if let slice = query.slice { explanation.report.notes.append("Only records where \(slice).") }
        return explanation
    }

    private func input(in engine: any FileEngine) async throws -> CheckInput {
        let model = "model '\(definition.name)'"
        /// The records of these files, called as who asked knows them; `nil` where there are none.
        func opened(_ names: [String], as known: String) async throws -> Relation? {
            guard !names.isEmpty else { return nil }
            let relation = try await engine.open(FileSet(paths: names.map(path), format: .parquet))
            return relation.rowCount > 0 ? relation.named(known) : nil
        }
        guard let current = try await opened([Self.production], as: "\(model) in production") else {
            throw EvaluationError("there are no records of production to explain; send some, or ask for another time, version or slice")
        }
        let actuals = try await opened([Self.actuals], as: "the ground truth of \(model)")
        let candidates = try await opened(shadows.map(\.name), as: "the shadow versions of \(model)")
        var input = CheckInput(current: current, actuals: actuals, candidates: candidates)
        for (environment, place) in zip(references, [\CheckInput.training, \CheckInput.validation]) {
            let known = "\(model) in \(environment.rawValue)"
            guard let records = try await opened([environment.rawValue], as: known), let actuals else { continue }
            // In one file with their ground truth, as models learn from it; a join would be made again for each question.
            let labelled = try await engine.labelling(records, with: actuals, joinedBy: "prediction_id", actual: "actual")
            let name = "labelled-\(environment.rawValue)"
            _ = try await engine.write(labelled, to: path(name), as: .parquet)
            input[keyPath: place] = try await opened([name], as: known)
        }
        guard (query.baseline == .environment(.validation) ? input.validation : input.baseline) != nil else {
            throw EvaluationError("there is nothing to compare with: send records of validation or training with their ground truth"
                    + (query.slice == nil ? "" : "; or look at another slice, as none of those that came is in this one"))
        }
        return input
    }

    /// The definition's, without times of arrival where records came long after their events: those of a history that was loaded later tell nothing.
    private func schema(of input: CheckInput, in engine: any FileEngine) async throws -> ModelSchema {
        var schema = definition.storedSchema
        for records in [input.baseline, input.current].compactMap(\.self) {
            let delays = try await engine.delays(
                DelayQuery(records: records, time: "timestamp", arrival: .column("received_at"), unit: TimeBucket.hour.length))
            guard let median = delays.time(untilShare: 0.5), median <= 24 * TimeBucket.hour.length else {
                schema.columns.removeAll { $0.role == .receivedAt }
                return schema
            }
        }
        return schema
    }
}
