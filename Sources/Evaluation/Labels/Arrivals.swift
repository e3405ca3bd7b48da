internal import Domain
package import Store

/// How long after their events records arrived, by the hour of their arrival; `nil` where they do not say when they did.
package struct Arrivals {
    /// The column with the time of arrival.
    let column: String
    let baseline: [WindowDelays]?
    let current: [WindowDelays]?

    /// What delays are counted in.
    static let minute: Int64 = 60_000_000

    package init(column: String, baseline: [WindowDelays]?, current: [WindowDelays]?) {
        self.column = column
        self.baseline = baseline
        self.current = current
    }

    /// - Returns: `nil` without columns of both times.
    init?(_ store: any Store, _ schema: ModelSchema, baseline: Relation, current: Relation) async throws {
        guard let time = schema.column(.timestamp)?.name, let arrival = schema.column(.receivedAt)?.name else { return nil }
        func delays(of records: Relation) async throws -> [WindowDelays]? {
            guard records.column(time) != nil, records.column(arrival) != nil else { return nil }
            return try await store.delays(
                DelayQuery(records: records, time: time, arrival: .column(arrival), unit: Self.minute),
                by: Windowing(.hour, timeColumn: arrival))
        }
        self.init(column: arrival, baseline: try await delays(of: baseline), current: try await delays(of: current))
    }
}

extension DelayCounts {
    /// All windows as one.
    init(merging windows: [WindowDelays]) {
        let counts = windows.reduce(into: [Int64: Int]()) { sums, window in
            for entry in window.delays.entries { sums[entry.units, default: 0] += entry.count }
        }
        self.init(
            unit: windows.first?.delays.unit ?? Arrivals.minute,
            entries: counts.sorted { $0.key < $1.key }.map { Entry(units: $0.key, count: $0.value) })
    }
}
