package import Domain

extension Relation {
    /// `slice` over this relation's columns.
    ///
    /// - Throws: `StoreError` of kind `badInput` that names the relation.
    package func checked(_ slice: Slice) throws(StoreError) -> CheckedSlice {
        try slice.checked(against: columns, of: name)
    }

    /// Why `slice` cannot be asked of this relation; `nil` where it can.
    package func complaint(about slice: Slice) -> StoreError? {
        do {
            _ = try checked(slice)
            return nil
        } catch {
            return error
        }
    }
}

extension RecordTables {
    /// `slice` over the columns of the model's records, without looking at any.
    ///
    /// - Throws: what `Relation.checked` throws for the records.
    package func checked(_ slice: Slice) throws(StoreError) -> CheckedSlice {
        try slice.checked(against: recordColumns, of: model)
    }
}

extension Slice {
    fileprivate func checked(against columns: [StoredColumn], of name: String) throws(StoreError) -> CheckedSlice {
        do {
            return try checked(against: columns.map { SliceColumn($0.name, $0.type.kindInSlices) })
        } catch {
            throw StoreError(.badInput, "\(name): \(error)", cause: error)
        }
    }
}

extension StoredType {
    fileprivate var kindInSlices: SliceColumn.Kind {
        switch self {
        case .boolean: .boolean
        case .integer: .integer
        case .double: .double
        case .text: .text
        case .timestamp: .timestamp
        case .other(let name): .other(name)
        }
    }
}
