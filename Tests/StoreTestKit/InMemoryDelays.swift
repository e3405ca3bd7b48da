package import Store

extension InMemoryStore {
    package func delays(_ query: DelayQuery) async throws -> DelayCounts {
        let table = try table(query.records)
        let times = try table.cells(query.time).map(\.time)
        var pairs: [(time: Int64?, arrival: Int64?)] = []
        switch query.arrival {
        case .column(let name):
            pairs = zip(times, try table.cells(name).map(\.time)).map { ($0, $1) }
        case .joined(let relation, let recordID, let otherID, let arrival):
            let other = try self.table(relation)
            let (ids, arrivals) = (try other.cells(otherID), try other.cells(arrival))
            for (time, id) in zip(times, try table.cells(recordID)) where id.classLabel != nil {
                for (place, otherID) in ids.enumerated() where otherID.classLabel == id.classLabel {
                    pairs.append((time, arrivals[place].time))
                }
            }
        }
        let units = pairs.compactMap { pair -> Int64? in
            guard let time = pair.time, let arrival = pair.arrival else { return nil }
            return max(0, Int64(((Double(arrival) - Double(time)) / Double(query.unit)).rounded(.up)))
        }
        return DelayCounts(
            unit: query.unit,
            entries: Dictionary(grouping: units, by: \.self).map { .init(units: $0, count: $1.count) }
                .sorted { $0.units < $1.units })
    }
}
