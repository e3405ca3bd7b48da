internal import Store

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

    /// What is done for there to be fewer windows.
    var fewerWindows: String { self == .files ? "choose longer ones with --by, such as --by day" : "see that the times of records are right" }

    /// What is done for two relations that have no column to compare in common to have one: by what their names look like, where they are of files.
    func sharedColumns(_ baseline: Relation, _ current: Relation) -> String {
        guard self == .files else { return "give the model's definition features" }
        if let whole = [baseline, current].first(where: { $0.columns.count == 1 && $0.columns[0].name.contains(",") }) {
            return "every row of \(whole.name) was read as one cell: look for a row with too many or too few cells"
        }
        let lowered = Set(baseline.columns.map { $0.name.lowercased() })
        if current.columns.contains(where: { lowered.contains($0.name.lowercased()) && baseline.column($0.name) == nil }) {
            return "names must agree in capitals and small letters"
        }
        return "rename columns, or see that these are the files you mean"
    }
}
