package import Domain
internal import Statistics
package import Store

/// Looks for slices of a served model's records in which it loses most, or more than it did: what `SliceDiscovery` does with files.
package struct ServedSlices: Sendable {
    private let store: any RecordStore
    private let definition: ModelDefinition
    private let tables: RecordTables

    package init(store: any RecordStore, definition: ModelDefinition, tables: RecordTables) {
        self.store = store
        self.definition = definition
        self.tables = tables
    }

    /// - Parameter query: which records, and by its baseline, unless that is the usual one and no change is asked for, which earlier ones they are held against.
    /// - Throws: `EvaluationError` for what cannot be asked or has no records, `StoreError` from the engine.
    package func report(_ query: ReportQuery, options: SliceDiscoveryOptions) async throws -> SliceReport {
        let selection = query.selection(of: definition, from: query.from, to: query.to, in: query.environment)
        return try await store.usingRecords(of: tables, where: selection, in: query.slice) { current in
            guard current.rowCount > 0 else { throw EvaluationError("no records of \(query.environment.rawValue) are there to look for slices in") }
            return try await store.using(store.actuals(of: tables, asOf: query.asOf)) { actuals in
                let discovery = SliceDiscovery(store: store, options: options)
                func report(_ earlier: Relation?) async throws -> SliceReport {
                    var input = SliceDiscoveryInput(current: current, actuals: actuals, earlier: earlier)
                    input.earlierActuals = actuals
                    return try await discovery.report(on: input, schema: definition.storedSchema)
                }
                guard let earlier = try await earlier(query, options.rank) else { return try await report(nil) }
                return try await store.usingRecords(of: tables, where: earlier, in: query.slice) { records in
                    guard records.rowCount > 0 else { throw EvaluationError("baseline: it has no records to hold losses against; choose another") }
                    return try await report(records)
                }
            }
        }
    }

    /// Which records losses are held against; `nil` for none.
    private func earlier(_ query: ReportQuery, _ rank: SliceDiscoveryOptions.Rank) async throws -> RecordSelection? {
        var anyVersion = query
        anyVersion.version = nil
        func selection(_ environment: Environment, from: Timestamp? = nil, to: Timestamp? = nil) -> RecordSelection {
            anyVersion.selection(of: definition, from: from, to: to, in: environment)
        }
        switch query.baseline {
        case .usual:
            guard rank == .change else { return nil }
            for environment in [Environment.validation, .training] {
                let selection = selection(environment)
                if try await store.using(store.records(of: tables, where: selection), { $0.rowCount }) > 0 { return selection }
            }
            throw EvaluationError("a change needs records to compare with: send validation or training records, or say baseline=FROM/TO")
        case .environment(let environment): return selection(environment)
        case .span(let from, let to): return selection(.production, from: from, to: to)
        case .trailing, .sameHourOfWeek:
            throw EvaluationError("baseline: slices are held against training, validation or a time of production, FROM/TO; not against windows before each")
        }
    }
}
