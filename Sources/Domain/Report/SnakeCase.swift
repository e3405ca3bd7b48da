/// How reports write names of the program.
package enum SnakeCase {
    /// `pValue` as `p_value`. What is in snake case already stays.
    package static func text(of name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
    }
}
