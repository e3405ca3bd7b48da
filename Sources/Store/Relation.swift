/// Some records that a store holds or can read, with their columns.
package struct Relation: Sendable, Hashable {
    /// The store's own name for it.
    package let id: String
    /// What people call it: a file, a model.
    package let name: String
    package let columns: [StoredColumn]
    package let rowCount: Int

    package init(id: String, name: String, columns: [StoredColumn], rowCount: Int) {
        self.id = id
        self.name = name
        self.columns = columns
        self.rowCount = rowCount
    }

    /// The same records under a name that their reader knows, where that of a file tells him nothing.
    package func named(_ name: String) -> Relation { Relation(id: id, name: name, columns: columns, rowCount: rowCount) }

    /// The column of this name.
    package func column(_ name: String) -> StoredColumn? { columns.first { $0.name == name } }
}

/// Data files of one format that together are one relation.
package struct FileSet: Sendable, Hashable {
    package enum Format: String, Sendable, Hashable, CaseIterable {
        case parquet, csv, ndjson
    }

    package var paths: [String]
    package var format: Format

    package init(paths: [String], format: Format) {
        self.paths = paths
        self.format = format
    }
}
