/// The tables of one model: what every record has, and the columns of its own.
///
/// Every record has `prediction_id` (text), `timestamp` (event time), `received_at` (arrival time), `environment` and
/// `model_version`; every actual has `prediction_id`, `actual`, `actual_timestamp` and `received_at`.
package struct RecordTables: Sendable, Hashable, Codable {
    /// A column of the records by the name that people know, and where the engine keeps it.
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        package var type: ValueType
        /// Counted from zero in the order of arrival; the engine's own name is made of it, so that no name from outside
        /// needs to be one that the engine can hold or tell from others.
        package var place: Int

        package init(name: String, type: ValueType, place: Int) {
            self.name = name
            self.type = type
            self.place = place
        }
    }

    /// What a column can hold. A cell of another kind is kept as its text, as a misfit, and is null in the column.
    package enum ValueType: String, Sendable, Hashable, Codable {
        case number, text, timestamp
    }

    /// Counts the models of a store.
    package let number: Int64
    /// The model's name, for messages.
    package let model: String
    package private(set) var columns: [Column]

    package init(number: Int64, model: String, columns: [Column] = []) {
        self.number = number
        self.model = model
        self.columns = columns
    }

    /// The column of this name.
    package func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// With more columns at the end.
    package func adding(_ added: [(name: String, type: ValueType)]) -> RecordTables {
        var tables = self
        for (name, type) in added {
            tables.columns.append(Column(name: name, type: type, place: tables.columns.count))
        }
        return tables
    }
}

extension RecordTables {
    /// The columns of the model's records as readers see them: those that every record has, then the model's own.
    package var recordColumns: [StoredColumn] {
        [
            StoredColumn("prediction_id", .text), StoredColumn("timestamp", .timestamp),
            StoredColumn("received_at", .timestamp), StoredColumn("environment", .text),
            StoredColumn("model_version", .text),
        ] + columns.map { StoredColumn($0.name, $0.type.storedType) }
    }
}

extension RecordTables {
    /// The columns of every model's ground truth.
    package static let actualColumns = [
        StoredColumn("prediction_id", .text), StoredColumn("actual", .text), StoredColumn("actual_timestamp", .timestamp),
        StoredColumn("received_at", .timestamp),
    ]
}

extension RecordTables.ValueType {
    package var storedType: StoredType {
        switch self {
        case .number: .double
        case .text: .text
        case .timestamp: .timestamp
        }
    }
}

/// Which of a model's two tables.
package enum RecordKind: String, Sendable, Hashable, Codable, CaseIterable {
    case records, actuals
}

/// Cells of one column in one window that did not fit the column.
package struct WindowMisfits: Sendable, Hashable {
    /// As of `Windowing`.
    package var key: Int64?
    package var column: String
    package var cells: Int

    package init(key: Int64?, column: String, cells: Int) {
        self.key = key
        self.column = column
        self.cells = cells
    }
}
