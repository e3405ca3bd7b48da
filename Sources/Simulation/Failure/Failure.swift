/// Something that goes wrong in production, and since when.
package struct Failure: Sendable, Hashable {
    package var mode: Mode
    package var submode: Submode
    /// Days after the start of production; the first row at or after it is the first to be affected.
    package var startDay: Double
    /// The feature that is to blame; `nil` for the submode's own choice.
    package var feature: String?
    /// How bad, see `severityMeaning`; `nil` for the submode's own choice.
    package var severity: Double?
    /// Only these rows; `nil` for all (population shift: for the submode's own choice).
    package var slice: AffectedSlice?
    /// Days from nothing to the full effect (gradual).
    package var rampDays: Double
    /// Whether a duplicate comes under an id of its own (duplicates).
    package var newIDs: Bool

    package init(
        _ mode: Mode, _ submode: Submode? = nil, startDay: Double = 10, feature: String? = nil,
        severity: Double? = nil, slice: AffectedSlice? = nil, rampDays: Double = 8, newIDs: Bool = false
    ) {
        self.mode = mode
        self.submode = submode ?? mode.submodes[0]
        self.startDay = startDay
        self.feature = feature
        self.severity = severity
        self.slice = slice
        self.rampDays = rampDays
        self.newIDs = newIDs
    }
}

extension Failure {
    /// The family of a failure, by the names used in diagnoses.
    package enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        case none
        case trainingServingSkew = "training_serving_skew"
        case covariateDrift = "covariate_drift"
        case populationShift = "population_shift"
        case conceptDrift = "concept_drift"
        case labelShift = "label_shift"
        case dataQuality = "data_quality"
        case modelRegression = "model_regression"

        /// What the mode can be, the usual form first.
        package var submodes: [Submode] {
            switch self {
            case .none: [.plain, .benignRelease]
            case .trainingServingSkew:
                [.unitChange, .logMissing, .otherStandardisation, .encodingChanged, .defaultForNull, .columnsSwapped]
            case .covariateDrift, .populationShift, .conceptDrift: [.abrupt, .gradual, .slice]
            case .labelShift: [.abrupt, .gradual]
            case .dataQuality:
                [
                    .nulls, .staleSource, .typeCorruption, .unseenCategory, .duplicates, .volumeDrop, .lateData,
                ]
            case .modelRegression: [.newVersion]
            }
        }
    }

    /// The form of a failure.
    package enum Submode: String, Sendable, Hashable, Codable, CaseIterable {
        case plain
        case benignRelease = "benign_release"
        case unitChange = "unit_change"
        case logMissing = "log_missing"
        case otherStandardisation = "other_standardisation"
        case encodingChanged = "encoding_changed"
        case defaultForNull = "default_for_null"
        case columnsSwapped = "columns_swapped"
        case gradual, abrupt, slice, nulls
        case staleSource = "stale_source"
        case typeCorruption = "type_corruption"
        case unseenCategory = "unseen_category"
        case duplicates
        case volumeDrop = "volume_drop"
        case lateData = "late_data"
        case newVersion = "new_version"
    }

    /// All combinations of mode and submode in which something fails.
    package static let all: [Failure] = Mode.allCases.filter { $0 != .none }.flatMap { mode in
        mode.submodes.map { Failure(mode, $0) }
    }
}
