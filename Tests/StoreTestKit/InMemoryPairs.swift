package import Store

internal import Domain

extension InMemoryStore: PairingStore {
    private struct Keyed {
        var keys: [[Bytes]?]
        var times: [Int64?]
        /// Rows that have a key no other row has.
        var usable: [Int]
        var withoutKey: Int
    }

    private func keyed(_ relation: Relation, _ query: PairQuery) throws -> Keyed {
        let table = try table(relation)
        let cells = try query.keys.map { try table.cells($0) }
        let times = try query.time.map { try table.cells($0.column).map(\.time) }
        var identities: [[Bytes]: Int] = [:]
        let keys = table.rows.indices.map { row -> [Bytes]? in
            let parts = cells.compactMap { $0[row].category }
            return parts.count == cells.count && (times == nil || times?[row] != nil) ? parts : nil
        }
        func identity(_ row: Int) -> [Bytes]? { keys[row].map { $0 + [Bytes("\(times?[row] ?? 0)")] } }
        for row in table.rows.indices { if let identity = identity(row) { identities[identity, default: 0] += 1 } }
        return Keyed(
            keys: keys, times: times ?? table.rows.map { _ in 0 },
            usable: table.rows.indices.filter { row in identity(row).map { identities[$0] == 1 } ?? false }, withoutKey: keys.count { $0 == nil })
    }

    private func joined(_ query: PairQuery) throws -> (offline: Keyed, online: Keyed, pairs: [(Int, Int)]) {
        try query.require()
        let (offline, online) = (try keyed(query.offline, query), try keyed(query.online, query))
        let reach = query.time?.tolerance ?? 0
        let pairs = online.usable.compactMap { right -> (Int, Int)? in
            func distance(_ left: Int) -> Int64 { abs((offline.times[left] ?? 0) - (online.times[right] ?? 0)) }
            let near = offline.usable.filter { offline.keys[$0] == online.keys[right] && distance($0) <= reach }
            return near.min { (distance($0), $0) < (distance($1), $1) }.map { ($0, right) }
        }
        return (offline, online, pairs)
    }

    package func pairCounts(_ query: PairQuery) async throws -> PairCounts {
        let (offline, online, pairs) = try joined(query)
        func side(_ keyed: Keyed, _ paired: [Int]) -> PairCounts.Side {
            PairCounts.Side(
                rows: keyed.keys.count, withoutKey: keyed.withoutKey, repeated: keyed.keys.count - keyed.withoutKey - keyed.usable.count,
                alone: keyed.usable.count - Set(paired).count)
        }
        return PairCounts(
            offline: side(offline, pairs.map(\.0)), online: side(online, pairs.map(\.1)), pairs: pairs.count,
            features: try query.features.map { feature in
                var counts = PairCounts.Feature(both: 0, different: 0, offlineNull: 0, onlineNull: 0)
                let (left, right) = (try table(query.offline).cells(feature.name), try table(query.online).cells(feature.name))
                for (x, y) in pairs.map({ (left[$0], right[$1]) }) {
                    let isNumeric = feature.type == .numeric
                    switch (isNumeric ? x.finiteNumber != nil : !x.isNull, isNumeric ? y.finiteNumber != nil : !y.isNull) {
                    case (false, false): break
                    case (false, true): counts.offlineNull += 1
                    case (true, false): counts.onlineNull += 1
                    case (true, true):
                        counts.both += 1
                        if isNumeric, let x = x.finiteNumber, let y = y.finiteNumber {
                            if abs(x - y) > query.tolerance(of: feature) * max(abs(x), abs(y)) { counts.different += 1 }
                        } else if x.category != y.category {
                            counts.different += 1
                        }
                    }
                }
                return counts
            })
    }

    package func pairs(_ query: PairQuery, limit: Int, lags: [Int]) async throws -> PairedRows {
        let (offline, online, pairs) = try joined(query)
        let chosen = pairs.sorted { SamplingOrder.rank(of: Int64($0.1)) < SamplingOrder.rank(of: Int64($1.1)) }.prefix(limit).sorted { $0.1 < $1.1 }
        func cells(_ relation: Relation, _ rows: [Int?]) throws -> [WindowRows.Cells] {
            try query.features.map { feature in
                let all = try table(relation).cells(feature.name)
                let cells = rows.map { $0.map { all[$0] } ?? .null }
                return feature.type == .numeric ? .numbers(cells.map { $0.finiteNumber ?? .nan }) : .categories(cells.map { $0.category?.text })
            }
        }
        return PairedRows(
            keys: chosen.map { (online.keys[$0.1] ?? []).map(\.text).joined(separator: ", ") }, offline: try cells(query.offline, chosen.map(\.0)),
            online: try cells(query.online, chosen.map(\.1)),
            earlier: try lags.map { lag in
                try cells(query.offline, chosen.map { try earlier(row: $0.0, by: lag, query, times: offline.times) })
            })
    }

    /// The row that stands `lag` places before another among those that belong together.
    private func earlier(row: Int, by lag: Int, _ query: PairQuery, times: [Int64?]) throws -> Int? {
        let table = try table(query.offline)
        let keys = try query.keys.map { try table.cells($0) }
        let same = query.time != nil ? keys : Array(keys.dropLast())
        let last = keys[keys.count - 1]
        let isOrdered = query.time == nil && keys.count > 1
        let rows = table.rows.indices.filter { other in same.allSatisfy { $0[other] == $0[row] } || (query.time == nil && keys.count == 1) }
            .sorted { left, right in
                if query.time != nil { return (times[left] ?? .max, left) < (times[right] ?? .max, right) }
                guard isOrdered else { return left < right }
                if let x = last[left].number, let y = last[right].number { return (x, left) < (y, right) }
                return (last[left].category ?? Bytes(""), left) < (last[right].category ?? Bytes(""), right)
            }
        guard let place = rows.firstIndex(of: row), place >= lag else { return nil }
        return rows[place - lag]
    }
}
