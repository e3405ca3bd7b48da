/// Something that a person should look at.
package struct Alert: Sendable, Hashable {
    /// What kind of signal raised it.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case drift, quality, performance, volume, freshness, schema
        case estimatedPerformance = "estimated_performance"
    }

    /// When it would have been raised.
    package var time: Timestamp?
    package var kind: Kind
    /// The column it is about; `nil` for the model as a whole.
    package var feature: String?
    /// The slice it is about; `nil` for all records.
    package var slice: String?
    /// The signal's stable name, such as `jensen_shannon` or `missing_rate`.
    package var signal: String
    package var value: Double
    /// What was expected, or the limit that was crossed.
    package var expected: Double?
    package var severity: Severity
    /// When it began, most likely: where limits judge, the start of the first window in the current run of bad windows.
    package var since: Timestamp?
    /// When it may have begun (95 % confidence); `nil` where that is not estimated.
    package var sinceRange: ClosedRange<Timestamp>?
    /// One sentence with the numbers and the sample size.
    package var message: String
    /// Places of the windows that were judged at this severity or worse.
    package var windows: [Int]

    package init(
        time: Timestamp?, kind: Kind, feature: String?, slice: String? = nil, signal: String, value: Double,
        expected: Double?, severity: Severity, since: Timestamp?, sinceRange: ClosedRange<Timestamp>? = nil, message: String, windows: [Int]
    ) {
        self.time = time
        self.kind = kind
        self.feature = feature
        self.slice = slice
        self.signal = signal
        self.value = value
        self.expected = expected
        self.severity = severity
        self.since = since
        self.sinceRange = sinceRange
        self.message = message
        self.windows = windows
    }
}

extension Alert: Codable {
    private enum CodingKeys: String, CodingKey {
        case time, kind, feature, slice, signal, value, expected, severity, since, sinceEarliest, sinceLatest, message, windows
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let earliest = try values.decodeIfPresent(Timestamp.self, forKey: .sinceEarliest)
        let latest = try values.decodeIfPresent(Timestamp.self, forKey: .sinceLatest)
        self.init(
            time: try values.decodeIfPresent(Timestamp.self, forKey: .time), kind: try values.decode(Kind.self, forKey: .kind),
            feature: try values.decodeIfPresent(String.self, forKey: .feature), slice: try values.decodeIfPresent(String.self, forKey: .slice),
            signal: try values.decode(String.self, forKey: .signal), value: try values.decode(Double.self, forKey: .value),
            expected: try values.decodeIfPresent(Double.self, forKey: .expected), severity: try values.decode(Severity.self, forKey: .severity),
            since: try values.decodeIfPresent(Timestamp.self, forKey: .since),
            sinceRange: earliest.flatMap { earliest in latest.flatMap { earliest <= $0 ? earliest...$0 : nil } },
            message: try values.decode(String.self, forKey: .message), windows: try values.decode([Int].self, forKey: .windows))
    }

    /// Writes every key, absent values as `null`: readers may rely on the shape.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(time, forKey: .time)
        try container.encode(kind, forKey: .kind)
        try container.encode(feature, forKey: .feature)
        try container.encode(slice, forKey: .slice)
        try container.encode(signal, forKey: .signal)
        try container.encode(value, forKey: .value)
        try container.encode(expected, forKey: .expected)
        try container.encode(severity, forKey: .severity)
        try container.encode(since, forKey: .since)
        try container.encode(sinceRange?.lowerBound, forKey: .sinceEarliest)
        try container.encode(sinceRange?.upperBound, forKey: .sinceLatest)
        try container.encode(message, forKey: .message)
        try container.encode(windows, forKey: .windows)
    }
}
