extension ModelDefinition {
    /// Longest name of a model or a column, in UTF-8 bytes.
    package static let nameLimit = 200
    /// Most columns of a model.
    package static let columnLimit = 5_000

    /// Names that every record has by itself, whatever the model.
    package static let reservedNames: Set<String> = [
        "prediction_id", "timestamp", "received_at", "environment", "model_version",
    ]

    /// What is wrong with the definition, each with what to do about it; empty when it can be used.
    package func problems() -> [String] {
        var problems: [String] = []
        if let problem = Self.problem(ofName: name) { problems.append("name: \(problem)") }
        if columns.count > Self.columnLimit {
            problems.append("columns: \(columns.count) are too many; \(Self.columnLimit) is the limit")
        }
        var seen: [String: String] = [:]
        for column in columns {
            if let problem = Self.problem(ofName: column.name) { problems.append("columns: \(problem)") }
            if let other = seen.updateValue(column.name, forKey: column.name.lowercased()) {
                problems.append(
                    other == column.name
                        ? "columns: '\(column.name)' is there twice; leave one"
                        : "columns: '\(other)' and '\(column.name)' differ only in capitals; rename one")
            }
            if Self.reservedNames.contains(column.name.lowercased()), !column.role.isKeptByEveryRecord {
                problems.append(
                    "columns: '\(column.name)' is a name that every record has; give the \(column.role.name) another name")
            }
            if let minimum = column.minimum, let maximum = column.maximum, minimum > maximum {
                problems.append("columns: '\(column.name)' has a minimum above its maximum; exchange them")
            }
        }
        for (role, names) in Dictionary(grouping: columns, by: \.role) where names.count > 1 && !role.mayRepeat {
            problems.append("columns: \(names.map { "'\($0.name)'" }.joined(separator: ", ")) are all \(role.name); keep one")
        }
        if Set(classes).count != classes.count { problems.append("classes: one is there twice") }
        if task == .binary, !classes.isEmpty {
            if classes.count != 2 { problems.append("classes: a binary task has two, negative first; or leave them out") }
            if let positiveClass, !classes.contains(positiveClass) {
                problems.append("positive_class: '\(positiveClass)' is none of the classes")
            }
        }
        if let threshold = decisionThreshold, !threshold.isFinite { problems.append("decision_threshold: must be a number") }
        if !(alertBudget > 0 && alertBudget.isFinite) {
            problems.append("alert_budget: must be above 0: false alerts in 30 days that you can bear")
        }
        for (name, days) in [("records_days", retention.records), ("rollups_days", retention.rollups)] {
            if let days, days < 1 { problems.append("retention.\(name): must be at least 1; leave it out to keep for ever") }
        }
        if let rollups = retention.rollups, rollups < retention.records ?? .max {
            problems.append("retention.rollups_days: at least as many as records_days, which is to be there: hours are summed up from records")
        }
        return problems
    }

    /// What is wrong with a name; `nil` when it can be used.
    package static func problem(ofName name: String) -> String? {
        if name.isEmpty { return "a name must not be empty" }
        if name.utf8.count > nameLimit { return "'\(name.prefix(40))…' is longer than \(nameLimit) bytes; shorten it" }
        if name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
            return "a name must not hold control characters"
        }
        return nil
    }
}

extension ColumnRole {
    /// Whether every record has such a column, under a name that is reserved for it.
    package var isKeptByEveryRecord: Bool {
        switch self {
        case .predictionID, .timestamp, .receivedAt, .modelVersion: true
        default: false
        }
    }

    /// Whether several columns may have it.
    fileprivate var mayRepeat: Bool {
        switch self {
        case .feature, .tag, .ignored: true
        default: false
        }
    }
}
