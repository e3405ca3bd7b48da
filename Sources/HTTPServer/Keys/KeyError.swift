/// Why a key cannot be made or changed.
package enum KeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is none with this id.
    case unknown(String)
    case invalid(String)

    package var description: String {
        switch self {
        case .unknown(let id): "there is no key '\(id)'; list them with: assay key list"
        case .invalid(let reason): reason
        }
    }
}
