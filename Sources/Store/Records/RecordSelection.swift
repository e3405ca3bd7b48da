package import Domain

/// Which records of a model.
package struct RecordSelection: Sendable, Hashable {
    /// `nil` for all.
    package var environments: [Environment]?
    package var versions: [String]?
    /// Event times from here on.
    package var from: Timestamp?
    /// Event times before this.
    package var to: Timestamp?
    /// Only what had arrived by then counts; `nil` for all.
    package var asOf: Timestamp?

    package init(
        environments: [Environment]? = nil, versions: [String]? = nil, from: Timestamp? = nil, to: Timestamp? = nil,
        asOf: Timestamp? = nil
    ) {
        self.environments = environments
        self.versions = versions
        self.from = from
        self.to = to
        self.asOf = asOf
    }
}
