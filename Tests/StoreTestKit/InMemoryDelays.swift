package import Store

extension InMemoryStore {
    package func delays(_ query: DelayQuery, by windowing: Windowing) async throws -> [WindowDelays] {
        let table = try table(query.records)
        let times = try table.cells(query.time).map(\.time)
        let keys = try keys(table, windowing)
        var pairs: [(row: Int, arrival: Int64?)] = []
        switch query.arrival {
        case .column(let name):
            pairs = try table.cells(name).map(\.time).enumerated().map { ($0, $1) }
        case .joined(let relation, let recordID, let otherID, let arrival):
            let other = try self.table(relation)
            let (ids, arrivals) = (try other.cells(otherID), try other.cells(arrival))
            for (row, id) in try table.cells(recordID).enumerated() where id.classLabel != nil {
                for (place, otherID) in ids.enumerated() where otherID.classLabel == id.classLabel {
                    pairs.append((row, arrivals[place].time))
                }
            }
        }
        let units = pairs.compactMap { pair -> (key: Int64?, units: Int64)? in
            guard let time = times[pair.row], let arrival = pair.arrival else { return nil }
            let units = max(0, Int64(((Double(arrival) - Double(time)) / Double(query.unit)).rounded(.up)))
            return (keys[pair.row], units)
        }
        return Dictionary(grouping: units, by: \.key)
            .map { key, units in
                let entries = Dictionary(grouping: units, by: \.units).map { DelayCounts.Entry(units: $0, count: $1.count) }
                return WindowDelays(
                    key: key, delays: DelayCounts(unit: query.unit, entries: entries.sorted { $0.units < $1.units }))
            }
            .sorted { ($0.key ?? .max) < ($1.key ?? .max) }
    }
}
