/// What every engine asks of names and rows before it touches them.
extension Relation {
    /// The column of this name.
    ///
    /// - Throws: when there is none, with the names there are.
    package func requireColumn(_ name: String) throws(StoreError) -> StoredColumn {
        guard let column = column(name) else {
            let known = columns.map(\.name).joined(separator: ", ")
            throw StoreError(.badInput, "\(self.name) has no column '\(name)'; it has: \(known)")
        }
        return column
    }

    /// The columns of these names, in this order.
    package func requireColumns(_ names: [String]) throws(StoreError) -> [StoredColumn] {
        var result: [StoredColumn] = []
        for name in names { result.append(try requireColumn(name)) }
        return result
    }
}

extension [StoredColumn] {
    /// - Throws: for names that the engine cannot hold or tell apart; it takes capitals and small letters as equal.
    package func requireUsableNames(in name: String) throws(StoreError) {
        var seen: Set<String> = []
        for column in self {
            guard !column.name.isEmpty, !column.name.utf8.contains(0) else {
                throw StoreError(.badInput, "\(name): a column's name must not be empty or contain the character NUL")
            }
            guard column.name.lowercased() != rowNumberColumn else {
                throw StoreError(.badInput, "\(name): Assay keeps the name '\(column.name)' for itself; rename that column")
            }
            guard seen.insert(column.name.lowercased()).inserted else {
                throw StoreError(
                    .badInput, "\(name): more than one column is named '\(column.name)' (in capitals or small letters)")
            }
        }
    }
}

extension Batch {
    /// The same rows with all columns of a relation, in their order; those that are not given are null.
    ///
    /// - Throws: `StoreError` of kind `badInput` for columns that the relation has not, or has of another type.
    package func completed(for relation: Relation) throws(StoreError) -> Batch {
        var given: [String: Batch.Column] = [:]
        for column in columns {
            guard given.updateValue(column, forKey: column.name) == nil else {
                throw StoreError(.badInput, "column '\(column.name)' is given twice")
            }
            guard let known = relation.column(column.name) else {
                throw StoreError(.badInput, "\(relation.name) has no column '\(column.name)'")
            }
            guard known.type.holds(column.values.type) else {
                throw StoreError(
                    .badInput, "column '\(column.name)' of \(relation.name) holds \(known.type), not \(column.values.type)")
            }
        }
        return Batch(relation.columns.map { column in given[column.name] ?? .nulls(column.name, column.type, count: rowCount) })
    }
}

extension StoredType {
    /// What Assay does not count is kept as its text.
    fileprivate func holds(_ type: StoredType) -> Bool {
        if case .other = self { type == .text } else { self == type }
    }
}

extension Batch.Column {
    /// A column of nulls.
    fileprivate static func nulls(_ name: String, _ type: StoredType, count: Int) -> Self {
        Self(name, Batch.Values(of: type, count: count), nulls: Array(repeating: true, count: count))
    }
}

/// The order of records in their relation; part of every view that stands for one.
package let rowNumberColumn = "assay:row"
