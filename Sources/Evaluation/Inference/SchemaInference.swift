package import Domain
internal import Statistics
package import Store

/// Works out what columns mean: from what the user said, then from names, then from values.
package struct SchemaInference {
    let store: any Store
    let settings: SchemaSettings

    package init(store: any Store, settings: SchemaSettings) {
        self.store = store
        self.settings = settings
    }

    /// - Parameters:
    ///   - reference: a sample of the reference; its types win where files differ.
    ///   - labelled: the records the model was trained and judged with: their labels are its classes.
    ///   - current: the production records.
    ///   - actuals: ground truth in files of its own.
    package func schema(
        reference: Relation, labelled: [Relation], current: Relation, actuals: Relation?
    ) async throws -> (schema: ModelSchema, notes: [String]) {
        var notes: [String] = []
        var columns = try assignRoles(reference: reference, current: current, actuals: actuals, notes: &notes)
        try await assignTypes(&columns, sample: reference, current: current, notes: &notes)
        let others = [actuals, current].compactMap(\.self)
        let labels = try await sampledLabels(columns, in: [reference] + others)
        let task = inferTask(columns, labels: labels)
        var schema = ModelSchema(modelName: settings.modelName, task: task, columns: columns)
        let classes = try await classes(of: schema, labelled: labelled, others: others)
        try describeClasses(&schema, labels: classes, notes: &notes)
        return (schema, notes)
    }

    /// What is said of a column whose type nothing can be done with.
    static func leftOut(_ name: String) -> String {
        "Left out: '\(name)', whose type is neither number, text, boolean nor time (--multivariate looks at lists of numbers)."
    }

    private func assignRoles(
        reference: Relation, current: Relation, actuals: Relation?, notes: inout [String]
    ) throws -> [ModelSchema.Column] {
        var names = reference.columns.map(\.name)
        names += (current.columns + (actuals?.columns ?? [])).map(\.name).filter { !names.contains($0) }
        names = names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        for (role, name) in settings.roles where !names.contains(name) {
            throw EvaluationError(
                "no file has the column '\(name)' that is set as \(role.name); there are: "
                    + names.prefix(30).joined(separator: ", "))
        }
        for (name, flag) in settings.types.map({ ($0, "\($1)") }) + settings.tags.map({ ($0, "a tag") }) + settings.proxies.map({ ($0, "a proxy") })
        where !names.contains(name) {
            throw EvaluationError(
                "no file has the column '\(name)' that is set as \(flag); there are: "
                    + names.prefix(30).joined(separator: ", "))
        }
        for name in settings.ignored.sorted() where !names.contains(name) {
            notes.append("Set to be left out, but no file has it: '\(name)'.")
        }
        let set = Dictionary(settings.roles.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var taken = Set(settings.roles.keys)
        var columns: [ModelSchema.Column] = []
        for name in names {
            if let role = set[name] {
                columns.append(.init(name: name, role: role, type: nil, origin: .set))
            } else if settings.ignored.contains(name) {
                columns.append(.init(name: name, role: .ignored, type: nil, origin: .set))
            } else if settings.tags.contains(name) {
                columns.append(.init(name: name, role: .tag, type: nil, origin: .set))
            } else if let role = ColumnNames.role(of: name), taken.insert(role).inserted {
                columns.append(.init(name: name, role: role, type: nil, origin: .name))
            } else {
                columns.append(.init(name: name, role: .feature, type: nil, origin: .guessed))
            }
        }
        guessActual(&columns, actuals: actuals, notes: &notes)
        return columns
    }

    /// Without a column named as ground truth: the only column of the actuals that is none of identity and times, else
    /// nothing is guessed.
    private func guessActual(
        _ columns: inout [ModelSchema.Column], actuals: Relation?, notes: inout [String]
    ) {
        guard let actuals, !columns.contains(where: { $0.role == .actual }) else { return }
        let roles = Dictionary(columns.map { ($0.name, $0.role) }, uniquingKeysWith: { first, _ in first })
        let free = actuals.columns.map(\.name).filter { roles[$0] == .feature }
        guard free.count == 1, let index = columns.firstIndex(where: { $0.name == free[0] }) else { return }
        columns[index].role = .actual
        columns[index].origin = .guessed
        notes.append("Taken as ground truth: '\(free[0])', the only such column of the actuals.")
    }

    private func assignTypes(
        _ columns: inout [ModelSchema.Column], sample: Relation, current: Relation, notes: inout [String]
    ) async throws {
        let inference = TypeInference(store: store)
        let counted = columns.indices.filter { index in
            switch columns[index].role {
            case .feature, .tag, .predictionScore, .classScore, .predictionLabel: true
            default: false
            }
        }
        let names = counted.map { columns[$0].name }
        var types = try await inference.types(of: names, in: sample)
        let empty = try await inference.namesWithoutValue(among: names, in: sample).filter { current.column($0) != nil }
        if !empty.isEmpty {
            let some = try await store.sample(of: current, rows: TypeInference.sampleRows)
            let without = try await inference.namesWithoutValue(among: empty, in: some)
            let filled = empty.filter { !without.contains($0) }
            types.merge(try await inference.types(of: filled, in: some)) { _, current in current }
            if !filled.isEmpty {
                notes.append(
                    "Without any value in the reference, so that drift cannot be measured; the type is that of the "
                        + "current values: \(filled.map { "'\($0)'" }.joined(separator: ", ")).")
            }
        }
        for (index, name) in zip(counted, names) {
            columns[index].type = settings.types[name] ?? types[name]
            if columns[index].type == nil, sample.column(name) != nil {
                columns[index].role = .ignored
                notes.append(Self.leftOut(name))
            }
        }
    }
}
