/// How trees are grown. What is not set here is as LightGBM has it by default.
package struct TreeSettings: Sendable, Hashable {
    package enum Objective: String, Sendable, Hashable {
        /// Labels 0 and 1; predictions are probabilities of 1.
        case binary
        /// Any labels; predictions are their mean (squared loss).
        case mean = "regression"
    }

    package var objective: Objective
    package var trees = 100
    /// Leaves of each tree at most.
    package var leaves = 31
    package var learningRate = 0.1
    package var leastRowsPerLeaf = 20
    /// Stretches of a column's values between which splits are looked for, at most.
    package var bins = 255
    package var seed = 0

    package init(_ objective: Objective) {
        self.objective = objective
    }

    /// Of LightGBM, ever: its number of threads is one for the whole process, and an ensemble that began with one and goes on with two reads memory that
    /// it has not taken. Besides, one gives the same trees on every machine. What takes long is done side by side instead, with `atOnce`.
    static let threads = 1

    /// The parameters of a dataset and of a booster, in LightGBM's words.
    func text(for table: TreeTable) -> String {
        var parameters = [
            "objective=\(objective.rawValue)", "num_leaves=\(leaves)", "learning_rate=\(learningRate)",
            "min_data_in_leaf=\(leastRowsPerLeaf)", "max_bin=\(bins)", "seed=\(seed)", "num_threads=\(Self.threads)", "deterministic=true",
            "force_row_wise=true", "verbosity=-1",
        ]
        if !table.categorical.isEmpty {
            parameters.append("categorical_feature=\(table.categorical.map(String.init).joined(separator: ","))")
        }
        return parameters.joined(separator: " ")
    }
}
