package import Domain
internal import FoundationEssentials
package import Store

/// Keeps plans and roll-ups of served models up to date.
///
/// Readers ask `refresh` first. It brings everything up to date when that is quick, and else leaves it to the next
/// round: what has come in the meantime is then missing from answers, never counted wrongly.
package actor ServedModels {
    /// What is known of one model.
    private struct State {
        var plan: EvaluationPlan?
        /// With what the plan was last thought over.
        var planned: Grounds?
        var isRunning = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// What a plan depends on.
    private struct Grounds: Equatable {
        var definition: ModelDefinition
        var arrivals: ArrivalMark
    }

    let store: any RecordStore
    private var states: [Int64: State] = [:]

    package init(store: any RecordStore) {
        self.store = store
    }

    /// Brings a model's roll-ups up to date.
    ///
    /// - Returns: how its records are counted; `nil` when there are none.
    package func refresh(_ definition: ModelDefinition, _ tables: RecordTables) async throws -> EvaluationPlan? {
        while states[tables.number, default: State()].isRunning {
            await withCheckedContinuation { states[tables.number, default: State()].waiting.append($0) }
        }
        states[tables.number, default: State()].isRunning = true
        defer {
            let waiting = states[tables.number]?.waiting ?? []
            states[tables.number]?.isRunning = false
            states[tables.number]?.waiting = []
            for continuation in waiting { continuation.resume() }
        }
        var plan: EvaluationPlan?
        // Another process may have made another plan.
        if !store.isShared, let known = states[tables.number]?.plan { plan = known } else { plan = try await savedPlan(of: definition.name) }
        guard try await store.isLeader() else { return plan }
        // Rows may come at any time: those that a plan was not made with ask for another look, also when they are summed up.
        let arrivals = try await store.arrivals(of: tables)
        let grounds = Grounds(definition: definition, arrivals: arrivals)
        if let plan, states[tables.number]?.planned == grounds,
            try await store.pendingRollups(of: tables, by: plan.rollups) == nil
        {
            states[tables.number]?.plan = plan
            return plan
        }
        let planner = EvaluationPlanner(store: store, definition: definition, tables: tables, arrivals: arrivals)
        if let known = plan, try await store.firstKeptHour(of: tables) != nil {
            // Roll-ups cannot be made again where their rows are gone, so everything stays counted as it was.
            if let longer = try await planner.extended(known) {
                try await save(longer, of: definition.name)
                plan = longer
            }
        } else if let better = try await planner.better(than: plan) {
            // The plan first: roll-ups that are made by an unknown plan could not be read.
            try await save(better, of: definition.name)
            plan = better
        }
        states[tables.number]?.plan = plan
        states[tables.number]?.planned = grounds
        guard let plan else { return nil }
        try await store.rollUp(tables, by: plan.rollups)
        return plan
    }

    /// Makes a model's roll-ups anew from its rows.
    package func rebuild(_ definition: ModelDefinition, _ tables: RecordTables) async throws -> EvaluationPlan? {
        try await store.dropRollups(of: tables)
        return try await refresh(definition, tables)
    }

    /// Takes the plan from the store again: the deletion of a subject may have taken it away.
    package func forgetPlan(of tables: RecordTables) {
        states[tables.number]?.plan = nil
        states[tables.number]?.planned = nil
    }

    private func savedPlan(of model: String) async throws -> EvaluationPlan? {
        guard let body = try await store.documents(of: .plan).first(where: { $0.name == model })?.body else { return nil }
        do {
            return try JSONDecoder().decode(EvaluationPlan.self, from: Data(body.utf8))
        } catch {
            // Of another version of this program; a new one is made from the rows.
            return nil
        }
    }

    private func save(_ plan: EvaluationPlan, of model: String) async throws {
        let body = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
        _ = try await store.write(.plan, named: model, body: body, by: "assay")
    }
}
