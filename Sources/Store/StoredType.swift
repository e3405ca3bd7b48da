/// What an engine holds in a column.
package enum StoredType: Sendable, Hashable {
    case boolean
    case integer
    /// Any number that may have a fraction.
    case double
    case text
    /// A moment or a date.
    case timestamp
    /// Lists, structures and other types that Assay does not count, by the engine's name.
    case other(String)
}

/// A column as the engine holds it.
package struct StoredColumn: Sendable, Hashable {
    package var name: String
    package var type: StoredType

    package init(_ name: String, _ type: StoredType) {
        self.name = name
        self.type = type
    }
}
