/// Asks how long after their event things arrive: records, or their ground truth.
package struct DelayQuery: Sendable, Hashable {
    package enum Arrival: Sendable, Hashable {
        /// A column of the records.
        case column(String)
        /// A column of another relation, joined by identity; all rows of one identity count.
        case joined(Relation, recordID: String, otherID: String, arrival: String)
    }

    package var records: Relation
    /// The column with the event time.
    package var time: String
    package var arrival: Arrival
    /// Microseconds that delays are counted in.
    package var unit: Int64

    package init(records: Relation, time: String, arrival: Arrival, unit: Int64) {
        self.records = records
        self.time = time
        self.arrival = arrival
        self.unit = unit
    }
}

/// How many things arrived after how many units of time.
package struct DelayCounts: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        /// Units, rounded up; what arrived before its event counts as 0.
        package var units: Int64
        package var count: Int

        package init(units: Int64, count: Int) {
            self.units = units
            self.count = count
        }
    }

    /// Microseconds.
    package var unit: Int64
    /// Shortest first.
    package var entries: [Entry]

    package init(unit: Int64, entries: [Entry]) {
        self.unit = unit
        self.entries = entries
    }

    package var total: Int { entries.reduce(0) { $0 + $1.count } }

    /// The shortest time in microseconds, in whole units, within which this share of all has arrived; `nil` for none.
    package func time(untilShare share: Double) -> Int64? {
        let wanted = share * Double(total)
        var sum = 0
        for entry in entries {
            sum += entry.count
            if Double(sum) >= wanted { return entry.units * unit }
        }
        return nil
    }

    /// The share of all that arrived within this many microseconds; 0 for none.
    package func share(within time: Int64) -> Double {
        let sum = entries.filter { $0.units * unit <= time }.reduce(0) { $0 + $1.count }
        return total > 0 ? Double(sum) / Double(total) : 0
    }
}

/// The delays of one window's records.
package struct WindowDelays: Keyed, Sendable, Hashable {
    package var key: Int64?
    package var delays: DelayCounts

    package init(key: Int64?, delays: DelayCounts) {
        self.key = key
        self.delays = delays
    }
}
