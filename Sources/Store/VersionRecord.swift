/// A version's record, for engines that do not bring versions together themselves.
package struct VersionRecord: Sendable, Hashable {
    package var place: Int64
    /// `nil` for records that belong to no pair.
    package var identity: String?
    package var event: Int64?
    package var arrival: Int64?
    /// As in `VersionsRows`; `nil` where it is not known, or of no known class.
    package var actual: Double?
    /// Whether there is ground truth that is of no known class.
    package var isOutside: Bool
    package var membership: Int64
    /// The decision, where there is one, then the scores; `nil` where one is missing.
    package var predictions: [Double]?

    package init(
        place: Int64, identity: String?, event: Int64?, arrival: Int64?, actual: Double?, isOutside: Bool, membership: Int64,
        predictions: [Double]?
    ) {
        self.place = place
        self.identity = identity
        self.event = event
        self.arrival = arrival
        self.actual = actual
        self.isOutside = isOutside
        self.membership = membership
        self.predictions = predictions
    }
}

extension VersionsRows {
    /// Pairs records by their identities. O(records), and sorting.
    ///
    /// - Parameter versions: the records of each, in the order of the query's.
    package init(pairing versions: [[VersionRecord]], of query: VersionsQuery) {
        let shapes = query.versions.map { (decisions: $0.prediction.hasDecision ? 1 : 0, scores: $0.prediction.scoreCount) }
        self.init(versions: shapes.map { Predictions(scores: Array(repeating: [], count: $0.scores)) })
        let tables = versions.map(Self.lastOfEach)
        guard let first = tables.first else { return }
        records = first.count
        let order = first.sorted { one, other in
            let (a, b) = (one.value, other.value)
            return (a.arrival ?? .max, a.event ?? .max, a.place) < (b.arrival ?? .max, b.event ?? .max, b.place)
        }
        for (identity, record) in order {
            let predictions = tables.compactMap { $0[identity]?.predictions }
            guard predictions.count == tables.count else { continue }
            predictedByAll += 1
            guard let actual = record.actual else {
                if record.isOutside { unknownClass += 1 }
                continue
            }
            actuals.append(actual)
            times.append(record.arrival ?? record.event)
            membership.append(record.membership)
            places.append(record.place)
            for (place, shape) in shapes.enumerated() {
                self.versions[place].decisions += predictions[place].prefix(shape.decisions)
                for (score, value) in predictions[place].dropFirst(shape.decisions).enumerated() { self.versions[place].scores[score].append(value) }
            }
        }
    }

    /// Of several records of an identity the last.
    private static func lastOfEach(_ records: [VersionRecord]) -> [String: VersionRecord] {
        var last: [String: VersionRecord] = [:]
        for record in records {
            guard let identity = record.identity else { continue }
            if let known = last[identity], known.place > record.place { continue }
            last[identity] = record
        }
        return last
    }
}
