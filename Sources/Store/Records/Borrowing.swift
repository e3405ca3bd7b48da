package import Domain

extension RecordStore {
    /// Calls `body` with a relation, and gives that back whatever happens.
    package func using<Answer>(
        _ relation: Relation, isolation: isolated (any Actor)? = #isolation, _ body: (Relation) async throws -> Answer
    ) async throws -> Answer {
        let answer: Answer
        do {
            answer = try await body(relation)
        } catch {
            // What went wrong first is what to tell.
            _ = try? await release(relation)
            throw error
        }
        try await release(relation)
        return answer
    }

    /// Calls `body` with the records of a selection that a slice holds for; of all of them where there is no slice.
    package func usingRecords<Answer>(
        of tables: RecordTables, where selection: RecordSelection, in slice: Slice?,
        isolation: isolated (any Actor)? = #isolation, _ body: (Relation) async throws -> Answer
    ) async throws -> Answer {
        try await using(records(of: tables, where: selection)) { records in
            guard let slice else { return try await body(records) }
            return try await using(filtered(records, by: slice), body)
        }
    }
}

extension Store {
    /// Calls `body` with some rows of a relation, as `sample(of:rows:columns:)` chooses them. A store that keeps records lives long: there they are given back.
    package func usingSample<Answer>(
        of relation: Relation, rows: Int, columns: [String]? = nil, isolation: isolated (any Actor)? = #isolation, _ body: (Relation) async throws -> Answer
    ) async throws -> Answer {
        let sample = try await sample(of: relation, rows: rows, columns: columns)
        // A small relation is its own sample, and its owner's to give back.
        guard sample.id != relation.id, let keeper = self as? any RecordStore else { return try await body(sample) }
        return try await keeper.using(sample, body)
    }
}
