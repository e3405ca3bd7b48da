internal import Domain
internal import Statistics
internal import Store

/// The columns that both sides have, and how they are compared.
struct SkewColumns: Sendable {
    struct Column: Sendable {
        var counted: CountedColumn
        /// As people are told.
        var type: FeatureType
        var isTime: Bool
        var isHour: Bool { ClockFamily.namesHours(counted.name) }
    }

    var columns: [Column]
    /// Features that are on one side only, as findings.
    var missing: [SkewFeature] = []
    var notes: [String]

    /// - Parameters:
    ///   - names: of the parts, for messages: `offline` and `online`.
    ///   - leftOut: columns that are no features: keys.
    /// - Throws: `EvaluationError` for columns that hold times on one side and something else on the other, and when no column is left.
    static func found(
        _ reference: Relation, _ current: Relation, names: (String, String), leftOut: Set<String>, settings: SchemaSettings, in store: any Store
    ) async throws -> SkewColumns {
        var notes: [String] = []
        let given = Dictionary(settings.roles.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let wanted = reference.columns.map(\.name).filter { name in
            guard !leftOut.contains(name), !settings.ignored.contains(name) else { return false }
            switch given[name] ?? ColumnNames.role(of: name) {
            case .predictionID?, .timestamp?, .receivedAt?, .modelVersion?, .actual?, .actualTimestamp?, .ignored?: return false
            default: return true
            }
        }
        let missing = wanted.filter { current.column($0) == nil }
        let added = current.columns.map(\.name).filter { reference.column($0) == nil && !settings.ignored.contains($0) && !leftOut.contains($0) }
        if !added.isEmpty { notes.append("Only in --\(names.1): \(added.joined(separator: ", ")).") }
        let common = wanted.filter { current.column($0) != nil }
        guard !common.isEmpty else {
            throw EvaluationError("--\(names.0) and --\(names.1) have no feature in common; columns are matched by name, so rename them on one side")
        }
        let inference = TypeInference(store: store)
        let samples = (
            try await store.sample(of: reference, rows: TypeInference.sampleRows, columns: common),
            try await store.sample(of: current, rows: TypeInference.sampleRows, columns: common)
        )
        var left = try await inference.types(of: common, in: samples.0)
        var right = try await inference.types(of: common, in: samples.1)
        // A column without any value is of no type by itself: it takes the other side's.
        let odd = common.filter { left[$0] != right[$0] }
        for name in try await inference.namesWithoutValue(among: odd, in: samples.0) { left[name] = right[name] }
        for name in try await inference.namesWithoutValue(among: odd, in: samples.1) { right[name] = left[name] }
        let lost = missing.filter { !(given[$0] ?? ColumnNames.role(of: $0)).isPrediction }
        let types = lost.isEmpty ? [:] : try await inference.types(of: lost, in: try await store.sample(of: reference, rows: TypeInference.sampleRows, columns: lost))
        var absent = lost.compactMap { name in
            // What nothing can be done with is no feature of ours on either side.
            types[name].map { SkewFeature.missing(name, type: $0, sentence: "is not in the \(names.1) rows; leave it out with --ignore where it shall not be") }
        }
        let others = missing.filter { name in !absent.contains { $0.name == name } }
        if !others.isEmpty { notes.append("Only in --\(names.0): \(others.joined(separator: ", ")).") }
        var columns: [Column] = []
        for name in common {
            guard let one = settings.types[name] ?? left[name], let other = settings.types[name] ?? right[name] else {
                if let type = settings.types[name] ?? left[name] {
                    absent.append(.missing(name, type: type, sentence: "is neither number, text, boolean nor time in the \(names.1) rows"))
                    continue
                }
                notes.append("Left out: '\(name)', whose type is neither number, text, boolean nor time.")
                continue
            }
            let stored = [reference.column(name)?.type, current.column(name)?.type]
            switch (one, other) {
            case (.timestamp, .timestamp):
                columns.append(Column(counted: CountedColumn(name, .numeric), type: .timestamp, isTime: true))
            case (.timestamp, _), (_, .timestamp):
                throw EvaluationError(
                    "column '\(name)' holds times in \(one == .timestamp ? names.0 : names.1) only, so that it cannot be compared; "
                        + "write it as a time on both sides, or leave it out with --ignore \(name)")
            case (.numeric, .numeric):
                columns.append(Column(counted: CountedColumn(name, .numeric), type: .numeric, isTime: false))
            case (.numeric, .categorical), (.categorical, .numeric):
                // Two whole numbers count as categories; where one side has more of them, both are numbers.
                let isNumber = stored.allSatisfy { $0 == .integer || $0 == .double }
                columns.append(Column(counted: CountedColumn(name, isNumber ? .numeric : .categorical), type: isNumber ? .numeric : .categorical, isTime: false))
            default:
                columns.append(Column(counted: CountedColumn(name, .categorical), type: one == .text ? .text : .categorical, isTime: false))
            }
        }
        return SkewColumns(columns: columns, missing: absent, notes: notes)
    }
}
