package import Domain
package import Store

extension ModelDefinition.Column {
    /// What the column's cells are stored as; `nil` when the model's records have no such column of their own: every
    /// record has it anyway, it belongs to the ground truth, or it is left out.
    package var storedType: RecordTables.ValueType? {
        switch role {
        case .predictionID, .timestamp, .receivedAt, .modelVersion, .actual, .actualTimestamp, .ignored: return nil
        case .predictionScore, .classScore, .predictionLabel, .feature, .tag: break
        }
        switch type {
        case .numeric: return .number
        case .timestamp: return .timestamp
        case .categorical, .text: return .text
        case nil:
            if case .classScore = role { return .number }
            return role == .predictionScore ? .number : .text
        }
    }
}

extension ModelDefinition {
    /// The columns that a model's records must have to hold what this definition describes.
    var storedColumns: [(name: String, type: RecordTables.ValueType)] {
        columns.compactMap { column in column.storedType.map { (column.name, $0) } }
    }

    /// Why this definition cannot take the place of `earlier`, whose records are stored in `tables`.
    func conflicts(with earlier: ModelDefinition, storedIn tables: RecordTables) -> [String] {
        var reasons: [String] = []
        for column in earlier.columns where column.storedType != nil && self.column(column.name) == nil {
            reasons.append(
                "columns: '\(column.name)' is missing, but its values are stored; keep it, with the role 'ignored' when new ones shall be left out")
        }
        for column in columns {
            let stored = tables.column(column.name)
            if let stored, let type = column.storedType, type != stored.type {
                reasons.append(
                    "columns: '\(column.name)' is stored as \(stored.type.rawValue), which cannot become \(type.rawValue); give the new values a column of another name")
            } else if stored != nil, column.storedType == nil, column.role != .ignored {
                reasons.append(
                    "columns: '\(column.name)' is stored with the records and cannot become \(column.role.name); use a column of another name")
            } else if stored == nil, column.storedType != nil,
                let other = tables.columns.first(where: { $0.name.lowercased() == column.name.lowercased() })
            {
                reasons.append("columns: '\(column.name)' differs from the stored '\(other.name)' only in capitals; rename it")
            }
        }
        if task != earlier.task {
            reasons.append(
                "task: stored predictions are \(earlier.task.rawValue) and cannot become \(task.rawValue); create a model of another name")
        }
        return reasons
    }
}
