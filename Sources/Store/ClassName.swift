/// How a class is written wherever classes are compared: engines read label columns so, and names from flags and files
/// are brought to it. Booleans and the texts for them are 1 and 0, and whole numbers have no fraction, so that labels
/// agree whether a file holds them as booleans, integers, floats or texts.
package func className(_ text: String) -> String {
    switch text.lowercased() {
    case "true": return "1"
    case "false": return "0"
    default:
        let whole = text.dropLast(2)
        let digits = whole.hasPrefix("-") ? whole.dropFirst() : whole
        let isWhole = text.hasSuffix(".0") && !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
        return isWhole ? String(whole) : text
    }
}
