/// Whether serving computes features as training did: a value, as JSON says it in `docs/skew.md`.
package struct SkewReport: Sendable, Hashable, Codable {
    /// What was compared.
    package enum Mode: String, Sendable, Hashable, Codable {
        /// The same rows, computed twice and joined by a key.
        case paired
        /// Distributions of different rows.
        case distributions
    }

    package static let currentSchemaVersion = "1"

    package var schemaVersion: String
    package var assayVersion: String
    package var mode: Mode
    /// Paths by part: `offline` and `online`, or `training`, `validation`, `reference` and `current`.
    package var files: [String: [String]]
    package var offlineRows: Int
    package var onlineRows: Int
    /// `nil` for distributions.
    package var join: SkewJoin?
    /// Those with findings first, the worst of them first.
    package var features: [SkewFeature]
    package var notes: [String]
    package var verdict: Severity

    package init(
        assayVersion: String, mode: Mode, files: [String: [String]], offlineRows: Int, onlineRows: Int, join: SkewJoin?, features: [SkewFeature],
        notes: [String]
    ) {
        schemaVersion = Self.currentSchemaVersion
        self.assayVersion = assayVersion
        self.mode = mode
        self.files = files
        self.offlineRows = offlineRows
        self.onlineRows = onlineRows
        self.join = join
        self.features = features
        self.notes = notes
        verdict = features.map(\.severity).max() ?? .ok
    }
}

/// How rows of both sides found each other.
package struct SkewJoin: Sendable, Hashable, Codable {
    /// What became of the rows of one side.
    package struct Side: Sendable, Hashable, Codable {
        package var rows: Int
        package var withoutKey: Int
        package var repeated: Int
        package var alone: Int

        package init(rows: Int, withoutKey: Int, repeated: Int, alone: Int) {
            self.rows = rows
            self.withoutKey = withoutKey
            self.repeated = repeated
            self.alone = alone
        }
    }

    package var keys: [String]
    package var time: String?
    package var pairs: Int
    package var offline: Side
    package var online: Side

    package init(keys: [String], time: String?, pairs: Int, offline: Side, online: Side) {
        self.keys = keys
        self.time = time
        self.pairs = pairs
        self.offline = offline
        self.online = online
    }
}

/// One feature on both sides.
package struct SkewFeature: Sendable, Hashable, Codable {
    package enum Status: String, Sendable, Hashable, Codable {
        /// The same on both sides, up to the tolerance or to chance.
        case alike
        /// Different, and it is known how.
        case transformed
        /// Different, by no transformation that is known here. Of distributions: as by a drift.
        case different
        /// Too few values to say either.
        case cannotTell = "cannot_tell"
        /// In the offline rows only.
        case missing
    }

    package var name: String
    package var type: FeatureType
    package var status: Status
    package var severity: Severity
    /// Of pairs: those with a value on both sides, and those of them in which it differs; `nil` for distributions.
    package var pairs: Int?
    package var mismatches: Int?
    package var mismatchRate: Double?
    /// Of pairs: those with a value on the other side only.
    package var offlineNulls: Int?
    package var onlineNulls: Int?
    /// Of distributions: the largest difference of cumulative shares (numbers) or the total variation (categories), and its p-value.
    package var distance: Double?
    package var pValue: Double?
    /// Of distributions: the values that there are among the rows looked at.
    package var offlineValues: Int?
    package var onlineValues: Int?
    package var transformations: [InferredTransformation]
    package var examples: [SkewExample]

    package init(name: String, type: FeatureType, status: Status, severity: Severity, transformations: [InferredTransformation], examples: [SkewExample]) {
        self.name = name
        self.type = type
        self.status = status
        self.severity = severity
        self.transformations = transformations
        self.examples = examples
    }

    /// A feature that is not there online, or not as something to compare.
    package static func missing(_ name: String, type: FeatureType, sentence: String) -> SkewFeature {
        SkewFeature(
            name: name, type: type, status: .missing, severity: .warning,
            transformations: [InferredTransformation(kind: "missing", share: 1, confidence: 0, sentence: sentence)], examples: [])
    }

    /// The values that it is judged by: pairs that have one on either side, or what the side with fewer has.
    package var values: Int {
        if let pairs { return pairs + (offlineNulls ?? 0) + (onlineNulls ?? 0) }
        return min(offlineValues ?? 0, onlineValues ?? 0)
    }
}

/// `online = f(offline)`, as far as values tell.
package struct InferredTransformation: Sendable, Hashable, Codable {
    /// The family's stable name, such as `scale`; `other` when none explains the difference.
    package var kind: String
    /// Constants by name, such as `slope` and `intercept`.
    package var parameters: [String: Double]
    /// Online codes by offline ones, where codes changed.
    package var mapping: [String: String]
    /// A unit, another column, or a way of writing.
    package var name: String?
    /// Of categories: the value that stands for all, or for none.
    package var value: String?
    /// Of the rows it would change, the share in which it did; 1 where distributions do not tell.
    package var share: Double
    /// From 0 to 1; `docs/skew.md` says how it is counted.
    package var confidence: Double
    /// What a person would say.
    package var sentence: String

    package init(
        kind: String, parameters: [String: Double] = [:], mapping: [String: String] = [:], name: String? = nil, value: String? = nil, share: Double,
        confidence: Double, sentence: String
    ) {
        self.kind = kind
        self.parameters = parameters
        self.mapping = mapping
        self.name = name
        self.value = value
        self.share = share
        self.confidence = confidence
        self.sentence = sentence
    }
}

/// A record with a value that differs.
package struct SkewExample: Sendable, Hashable, Codable {
    package var key: String
    /// `nil` for none.
    package var offline: String?
    package var online: String?

    package init(key: String, offline: String?, online: String?) {
        self.key = key
        self.offline = offline
        self.online = online
    }
}
