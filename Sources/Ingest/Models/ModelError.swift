/// Why a model cannot be made, changed or found.
package enum ModelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is none of this name.
    case unknown(String)
    /// There is one of this name already.
    case exists(String)
    /// The definition cannot be used: everything that is wrong with it, each with its remedy.
    case invalid([String])
    /// The change would lose or falsify what is stored: why, and what to do instead.
    case refused([String])

    package var description: String {
        switch self {
        case .unknown(let name): "there is no model '\(name)'"
        case .exists(let name): "there is a model '\(name)' already; change it, or choose another name"
        case .invalid(let problems): problems.joined(separator: "; ")
        case .refused(let reasons): reasons.joined(separator: "; ")
        }
    }
}
