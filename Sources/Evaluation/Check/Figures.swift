internal import Foundation

/// Numbers in sentences.
extension Double {
    /// Three significant digits.
    var short: String {
        guard self != 0, isFinite else { return "0" }
        let size = abs(self)
        if size >= 1e15 { return String(format: "%.3g", self) }
        let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : size >= 0.01 ? 4 : 5
        let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
        let rounded = (self * scale).rounded() / scale
        return digits == 0 ? "\(Int64(rounded))" : "\(rounded)"
    }

    var percent: String { (self * 100).short + " %" }
}
