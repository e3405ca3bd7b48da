import Foundation
import Testing

/// Values that `scripts/reference-values/drift.py` computed with numpy and SciPy.
enum DriftReference {
    /// Decodes one of the JSON files of the folder `Reference`.
    static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Reference"))
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}

extension Double {
    /// Whether this agrees with the expected value to `tolerance` relative to it, or to `floor` absolutely.
    func isNear(_ expected: Double, relative tolerance: Double = 1e-9, absolute floor: Double = 0) -> Bool {
        self == expected || abs(self - expected) <= Swift.max(tolerance * abs(expected), floor)
    }
}
