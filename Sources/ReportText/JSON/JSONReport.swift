package import Domain
package import FoundationEssentials

/// A report as JSON, a check's as `docs/check-report.schema.json` describes it: keys in snake case and sorted, numbers with
/// all their digits, times in ISO 8601.
package enum JSONReport {
    /// Why a report and its JSON do not go together.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// Where and what, in one sentence.
        package let description: String
    }

    /// - Parameter pretty: indented, one value to a line; otherwise one line.
    /// - Throws: `Failure` when a number is NaN or infinite, which JSON cannot say; it names the place.
    package static func data(of report: some Encodable, pretty: Bool = true) throws(Failure) -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .throw
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return try encoder.encode(report)
        } catch EncodingError.invalidValue(let value, let context) {
            throw Failure(description: "\(path(context.codingPath)) is \(value), which JSON cannot hold")
        } catch {
            throw Failure(description: "the report cannot be written as JSON: \(error)")
        }
    }

    /// Reads what `data` wrote.
    ///
    /// - Throws: `Failure` when it is no report, or one of another schema version.
    package static func report(from data: Data) throws(Failure) -> CheckReport {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            let version = try decoder.decode(Version.self, from: data).schemaVersion
            guard version == CheckReport.currentSchemaVersion else {
                throw Failure(
                    description: "the report has schema version \(SafeText.clean(version)), "
                        + "this program reads \(CheckReport.currentSchemaVersion)")
            }
            return try decoder.decode(CheckReport.self, from: data)
        } catch let failure as Failure {
            throw failure
        } catch DecodingError.keyNotFound(let key, let context) {
            throw Failure(description: "\(path(context.codingPath + [key])) is missing")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw Failure(description: "\(path(context.codingPath)) has the wrong type")
        } catch DecodingError.dataCorrupted(let context) {
            let place = context.codingPath.isEmpty ? "" : "\(path(context.codingPath)): "
            throw Failure(description: place + SafeText.prose(context.debugDescription))
        } catch {
            throw Failure(description: "this is no report: \(error)")
        }
    }

    private struct Version: Decodable {
        var schemaVersion: String
    }

    /// `features[2].drift[0].p_value`.
    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let place = key.intValue {
                path += "[\(place)]"
            } else {
                path += (path.isEmpty ? "" : ".") + SnakeCase.text(of: key.stringValue)
            }
        }
    }
}
