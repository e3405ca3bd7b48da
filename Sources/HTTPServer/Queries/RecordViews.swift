internal import Domain
internal import Store

/// A version of a model, with what has come of it.
struct VersionView: Encodable {
    var version: String
    var environment: Domain.Environment
    var isShadow: Bool
    var records: Int
    var labelled: Int
    var first: Timestamp?
    var last: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case version, environment, records, labelled, first, last
        case isShadow = "shadow"
    }

    /// Of each environment and version, the latest first.
    ///
    /// - Parameter spans: the first and the last hour of each.
    static func all(
        in rollups: [Rollup], over spans: [PendingRollups.Group: ClosedRange<Int64>?], of definition: ModelDefinition
    ) -> [VersionView] {
        let groups = Dictionary(grouping: rollups) { PendingRollups.Group(environment: $0.environment, version: $0.version) }
        return groups.map { group, rollups in
            let hours = spans[group] ?? nil
            return VersionView(
                version: group.version, environment: group.environment,
                isShadow: group.environment == .production && definition.shadowVersions.contains(group.version),
                records: rollups.reduce(0) { $0 + $1.summary.rows },
                labelled: rollups.reduce(0) { $0 + ($1.summary.performance?.labelled ?? 0) },
                first: (hours?.lowerBound).map(TimeBucket.hour.start),
                last: (hours?.upperBound).map(TimeBucket.hour.end))
        }
        .filter { $0.records > 0 }
        .sorted { ($0.last?.microseconds ?? 0, $0.version) > ($1.last?.microseconds ?? 0, $1.version) }
    }
}

/// How long after their records labels come.
struct LabelDelayView: Encodable {
    struct Quantile: Encodable {
        var share: Double
        var hours: Double
    }

    var records: Int
    var labels: Int
    var quantiles: [Quantile]

    init(_ delays: DelayCounts, records: Int) {
        self.records = records
        labels = delays.total
        quantiles = [0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99, 1].compactMap { share in
            delays.time(untilShare: share).map { Quantile(share: share, hours: Double($0) / Double(TimeBucket.hour.length)) }
        }
    }
}

extension ExportFormat {
    /// For the header of an answer.
    var mediaType: String {
        switch self {
        case .parquet: "application/vnd.apache.parquet"
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv"
        }
    }
}
