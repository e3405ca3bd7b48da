/// Why a slice cannot be saved or found.
package enum SavedSliceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The model has none of this name.
    case unknown(String, model: String)
    /// It cannot be saved: the field, and what is wrong with it.
    case invalid(field: String, String)
    /// Another change came in between.
    case changed(String, revision: Int64?, wanted: Int64)

    package var description: String {
        switch self {
        case .unknown(let name, let model):
            "model '\(model)' has no slice '\(name)'; /v1/models/{model}/slices lists those that it has"
        case .invalid(let field, let problem): "\(field): \(problem)"
        case .changed(let name, let revision?, let wanted):
            "slice '\(name)' was changed meanwhile: it is at revision \(revision), not \(wanted); read it again and repeat the change"
        case .changed(let name, nil, let wanted):
            "slice '\(name)' is not there (any more), so it is not at revision \(wanted); leave If-Match out to make it"
        }
    }
}
