internal import Domain
internal import Statistics
internal import Store

/// Judges the records themselves: what is counted in them is certain, and has no interval.
struct DataRequirements {
    let store: any Store
    let current: Relation
    let schema: ModelSchema

    /// The share of cells without a value: empty, no number where numbers are, NaN or infinite.
    func missing(_ requirement: Requirement, columns: [PlacedName], except: [PlacedName]) async throws -> [RequirementResult] {
        for column in columns + except { try column.require(in: current) }
        let names = columns.isEmpty
            ? schema.columns.filter { ($0.role == .feature || $0.role == .tag) && current.column($0.name) != nil }.map(\.name)
                .filter { name in !except.contains { $0.name == name } }
            : columns.map(\.name)
        guard !names.isEmpty else { throw EvaluationError("\(requirement.place): \(current.name) has no feature to look at") }
        let counted = names.map { name -> BinnedColumn in
            let isNumber = current.column(name).map { $0.type == .double || $0.type == .integer } ?? false
            return isNumber ? CodedColumn(name, .cuts([0])).binned : BinnedColumn(name, .presence)
        }
        let counts = try await store.counts(of: counted, in: current, by: .whole).first?.columns.map(\.counts) ?? []
        let results = zip(names, counts).map { name, counts -> RequirementResult in
            let share = Proportion(count: counts.unusable, total: counts.rows)?.rate
            return requirement.judged(
                .data, "The share of missing cells", JudgedEstimate(value: share, rows: counts.rows, isCertain: true), subject: name,
                detail: "\(counts.unusable) of \(counts.rows).",
                advice: "Mend where \(name) comes from, or train with as many missing values.")
        }
        return columns.isEmpty ? requirement.onlyTroubles(results, alike: "columns have no more missing cells", kind: .data, rows: current.rowCount) : results
    }

    func records(_ requirement: Requirement) -> [RequirementResult] {
        [
            requirement.judged(
                .data, "The number of records", JudgedEstimate(value: Double(current.rowCount), rows: current.rowCount, isCertain: true),
                advice: "Judge it on more records.")
        ]
    }

    func duplicates(_ requirement: Requirement) async throws -> [RequirementResult] {
        guard let id = schema.column(.predictionID)?.name, current.column(id) != nil else {
            throw EvaluationError("\(requirement.place): \(current.name) has no column of identities; name it with --column prediction_id=NAME")
        }
        let identity = try await store.identity(of: id, in: current)
        let share = Proportion(count: identity.duplicates, total: identity.rows)?.rate
        return [
            requirement.judged(
                .data, "The share of repeated identities", JudgedEstimate(value: share, rows: identity.rows, isCertain: true), subject: id,
                detail: identity.example.map { "Such as '\($0)'." }, advice: "Take each record once: of several with one identity the last is judged.")
        ]
    }

    func labelled(_ requirement: Requirement, _ records: JudgedRecords) -> [RequirementResult] {
        let (known, all) = (records.rows.count, records.rows.pairs.records)
        return [
            requirement.judged(
                .data, "The share of records with ground truth",
                JudgedEstimate(value: Proportion(count: known, total: all)?.rate, rows: all, isCertain: true),
                detail: "\(known) of \(all).", advice: "Wait for the ground truth that is missing: what comes early is not like the rest.")
        ]
    }
}
