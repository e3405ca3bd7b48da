package import Store

/// What a version is judged on.
package struct ValidationInput: Sendable {
    /// Earlier records, whose features' distributions are held against those of `current`.
    package struct Reference: Sendable {
        /// The flag that named them.
        package var part: String
        package var relation: Relation

        package init(part: String, relation: Relation) {
            self.part = part
            self.relation = relation
        }
    }

    /// Records with features and predictions: of the champion where there are candidates, else of the version that is judged.
    package var current: Relation?
    package var actuals: Relation?
    /// Other versions' predictions for the same records.
    package var candidates: Relation?
    package var reference: Reference?
    /// The same rows, computed twice; features are found here.
    package var sameRows: PairQuery?
    /// The files behind each part, by the part's name.
    package var files: [String: [String]]

    package init(
        current: Relation? = nil, actuals: Relation? = nil, candidates: Relation? = nil, reference: Reference? = nil, sameRows: PairQuery? = nil,
        files: [String: [String]] = [:]
    ) {
        self.current = current
        self.actuals = actuals
        self.candidates = candidates
        self.reference = reference
        self.sameRows = sameRows
        self.files = files
    }
}

/// How a version is judged.
package struct ValidationOptions: Sendable {
    package var settings: SchemaSettings
    /// The version that is judged; `nil` for the only one.
    package var candidate: String?
    /// The version that it is compared with; `nil` for that of the records.
    package var champion: String?
    /// The file of requirements, for the report.
    package var requirements: String
    /// The program's version, for the report.
    package var version: String

    package init(
        settings: SchemaSettings = SchemaSettings(), candidate: String? = nil, champion: String? = nil, requirements: String, version: String
    ) {
        self.settings = settings
        self.candidate = candidate
        self.champion = champion
        self.requirements = requirements
        self.version = version
    }
}
