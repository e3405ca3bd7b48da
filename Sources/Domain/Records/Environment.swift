/// Where a record comes from.
package enum Environment: String, Sendable, Hashable, Codable, CaseIterable {
    /// Rows that the model was fitted to.
    case training
    /// Rows that were held out of fitting.
    case validation
    /// Predictions on real traffic: those that decide, and those of shadow versions beside them.
    case production
}
