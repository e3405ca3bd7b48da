internal import Domain
internal import Evaluation
internal import Foundation
internal import Yams

/// What a YAML (or JSON) file says about a model.
struct ModelConfiguration: Decodable {
    var model: String?
    var task: ModelTask?
    var positiveClass: Text?
    var decisionThreshold: Double?
    /// Column names by role.
    var columns: [String: String]?
    var numericFeatures: [String]?
    var categoricalFeatures: [String]?
    var textFeatures: [String]?
    var tags: [String]?
    var proxies: [String]?
    var ignored: [String]?
    /// Predicates by the names that they are told with.
    var slices: [String: String]?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case model, task, columns, tags, proxies, ignored, slices
        case positiveClass = "positive_class"
        case decisionThreshold = "decision_threshold"
        case numericFeatures = "numeric_features"
        case categoricalFeatures = "categorical_features"
        case textFeatures = "text_features"
    }

    /// A class may be written as a number or a truth value.
    struct Text: Decodable {
        var value: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {  // another type comes next
                value = String(number)
            } else if let flag = try? container.decode(Bool.self) {  // a text comes next
                value = flag ? "1" : "0"
            } else {
                value = try container.decode(String.self)
            }
        }
    }

    /// - Returns: the configuration, and the keys of the file that mean nothing here.
    static func read(_ path: String) throws -> (configuration: ModelConfiguration, unknownKeys: [String]) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError("--config: \(path) cannot be read; check the path")
        }
        let text = String(decoding: data, as: UTF8.self)
        do {
            // Composed first: the decoder would hide the place of a mistake in the text.
            guard let mapping = try Yams.compose(yaml: text)?.mapping else {
                throw InputError("--config: \(path): keys and values are wanted, such as 'task: binary'")
            }
            let configuration = try YAMLDecoder().decode(ModelConfiguration.self, from: text)
            let known = Set(CodingKeys.allCases.map(\.rawValue))
            return (configuration, mapping.keys.compactMap(\.string).filter { !known.contains($0) })
        } catch let error as InputError {
            throw error
        } catch let error as DecodingError {
            throw InputError("--config: \(path): \(Self.explain(error))")
        } catch {
            throw InputError("--config: \(path) is no YAML: \(error)")
        }
    }

    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context),
            .keyNotFound(_, let context):
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            let remedy = place == CodingKeys.task.rawValue ? "; use binary, multiclass or regression" : ""
            return "\(place.isEmpty ? "the file" : place): \(context.debugDescription)\(remedy)"
        @unknown default:
            return "\(error)"
        }
    }
}
