/// Who is told what is wrong with an evaluation, or missing for it: each by names that he knows, and with what he can do about it.
package enum Audience: Sendable, Hashable {
    /// Gave files, and says with flags what their columns mean.
    case files
    /// Named a model of a store, whose definition says what columns mean; speaks with flags, too.
    case model
    /// The same, with parameters of a request.
    case request

    /// An option as this one writes it.
    ///
    /// - Parameter name: of the flag, without its dashes.
    func option(_ name: String) -> String { self == .request ? String(name.map { $0 == "-" ? "_" : $0 }) : "--\(name)" }

    /// What the window is called that is explained, and the one that it is compared with.
    var span: String { self == .request ? "since and until" : "--from and --to" }
    var against: String { self == .request ? "baseline" : "--against-from and --against-to" }

    /// How a column is said to have one of these roles.
    func naming(_ roles: String...) -> String {
        self == .files
            ? "name its column with \(roles.map { "--column \($0)=NAME" }.joined(separator: " or "))"
            : "give a column the role \(roles.joined(separator: " or ")) in the model's definition"
    }

    /// What is done for there to be more ground truth.
    var moreLabels: String { self == .files ? "give --actuals or references with ground truth" : "send more of it" }
}
