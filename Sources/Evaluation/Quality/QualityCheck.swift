/// The quality checks by their stable names.
package enum QualityCheck: String, Sendable, Hashable, Codable, CaseIterable {
    /// Share of cells without a value.
    case missingRate = "missing_rate"
    /// Share of cells that hold something of another type.
    case typeErrorRate = "type_error_rate"
    /// Share of cells that are NaN or infinite.
    case nonFiniteRate = "non_finite_rate"
    /// Share of values that the reference never had.
    case unseenRate = "unseen_rate"
    /// Share of labels whose class the reference's labels never had.
    case unseenLabel = "unseen_label"
    /// Share of values outside the reference's smallest and largest.
    case outOfRangeRate = "out_of_range_rate"
    /// 1 when a column that varied has one value only.
    case constant
    /// Share of records that repeat an identity.
    case duplicateRate = "duplicate_rate"
    /// Share of records that are like another of the same hour in all columns that are watched, whatever their identities.
    case repeatedRate = "repeated_rate"
    /// Share of records whose time is missing or cannot be read.
    case timeMissingRate = "time_missing_rate"
    /// Share of records that arrived later than is usual.
    case lateRate = "late_rate"
    /// Records in a window.
    case volume
    /// A column of the reference that the current records do not have.
    case missingColumn = "missing_column"
    /// A column that only the current records have.
    case newColumn = "new_column"
    /// A column whose files hold another type than the reference's.
    case typeChanged = "type_changed"

    /// The unit of its values.
    package var unit: String {
        switch self {
        case .volume: "records"
        case .constant: "flag"
        case .missingColumn, .newColumn, .typeChanged: "columns"
        default: "share"
        }
    }
}
