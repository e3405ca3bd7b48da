internal import Domain
internal import SQLText
internal import Statistics
package import Store

extension ClickHouseStore {
    package func performance(_ query: PerformanceQuery) async throws -> [WindowPerformance] {
        let scan = try await labelled(query)
        switch query.prediction {
        case .binary(_, _, _, _, _, let resolution):
            return try await binaryPerformance(of: scan, resolution: resolution)
        case .multiclass(let label, let scores, let classes, let resolution):
            return try await multiclassPerformance(
                of: scan, hasLabel: label != nil, scoreCount: scores.count, classes: classes, resolution: resolution)
        case .regression(_, let centre, let quantiles):
            return try await regressionPerformance(of: scan, centre: centre, quantiles: quantiles)
        }
    }

    /// The records of a query with the names `k` (window key), `y` (actual: a class's code, or a number), `p` (prediction,
    /// likewise) and `s0`, `s1`, ... (scores; null unless finite), and, where ground truth is joined and has it, its `arrival`.
    ///
    /// - Parameter carrying: more names of the records, and what they stand for.
    func labelled(_ query: PerformanceQuery, carrying: [(name: SQL, value: SQL)] = []) async throws -> Scan {
        let records = query.records
        var scan = try await windowed(records, by: query.windowing)
        for (name, value) in try predictions(query, scan) + carrying { scan = scan.naming(value, name) }
        if let filter = query.filter {
            let column = scan.column(try records.requireColumn(filter.column))
            scan = scan.where("isNotNull(\(column.value)) AND \(Membership.place(of: column, among: [filter.value], as: .category)) = 0")
        }
        switch query.labels {
        case .column(let name, let deadline):
            let actual = query.prediction.actual(scan.column(try records.requireColumn(name)))
            guard let deadline else { return scan.naming(actual, "y") }
            let arrival = scan.column(try records.requireColumn(deadline.arrival)).asTime
            let end = try query.lastArrival(within: deadline.within, arrival: deadline.arrival)
            return scan.naming(arrival, "arrival")
                .naming("if(isNotNull(arrival) AND isNotNull(k) AND assumeNotNull(arrival) <= \(end), \(actual), NULL)", "y")
        case .joined(let join):
            return try joined(scan, join, query, carrying: carrying.map(\.name))
                .naming("if(empty(\(join.knownWithin == nil ? "history" : "intime")), NULL, nullIf(tupleElement(last, 1), \(SQL.int64(.min))))", "arrival")
        }
    }

    /// The scan beside the ground truth of each record: all that came for its identity, in the order of arrival, of which
    /// the last that came in time counts.
    private func joined(_ scan: Scan, _ join: PerformanceQuery.Join, _ query: PerformanceQuery, carrying: [SQL]) throws -> Scan {
        let actuals = try self.scan(join.actuals)
        let ids = identities(
            scan.column(try query.records.requireColumn(join.recordID)), actuals.column(try join.actuals.requireColumn(join.actualID)))
        let arrival = try join.arrival.map { actuals.column(try join.actuals.requireColumn($0)).asTime } ?? noInteger
        let actual = query.prediction.actual(actuals.column(try join.actuals.requireColumn(join.actual)))
        // Unknown arrivals come before all others; of equal ones the last row counts.
        let entry: SQL = "tuple(ifNull(\(arrival), \(SQL.int64(.min))), n, toUInt8(isNotNull(\(actual))), assumeNotNull(\(actual)))"
        if join.recordID == "prediction_id", join.actualID == "prediction_id", join.knownWithin == nil,
            let beside = scan.joined(with: actuals, entry)
        {
            return beside.naming("history[length(history)]", "last")
                .naming("if(empty(history) OR tupleElement(last, 3) = 0, NULL, tupleElement(last, 4))", "y")
        }
        let right = actuals.where("isNotNull(\(ids.1))").select(
            ["assumeNotNull(\(ids.1)) AS id", "arraySort(groupArray(\(entry))) AS history"], "GROUP BY id")
        // A text that no identity is stands for none; the others begin with a sign of their own.
        let left = scan.select(["if(isNull(\(ids.0)), '', concat('=', assumeNotNull(\(ids.0)))) AS id", "k"] + query.prediction.names + carrying)
        let keyed: SQL = "SELECT concat('=', id) AS id, history FROM (\(right))"
        var known: SQL = "history"
        if let within = join.knownWithin {
            let end = try query.lastArrival(within: within, arrival: join.arrival)
            known = """
                arrayFilter(h -> isNotNull(k) AND tupleElement(h, 1) != \(SQL.int64(.min)) \
                AND tupleElement(h, 1) <= \(end), history)
                """
        }
        var result = scan
        result.from = "(\(left)) AS records ALL LEFT JOIN (\(keyed)) AS labels USING (id)"
        result.isOfTable = false
        result.conditions = []
        result.names = []
        return result.naming(known, "intime").naming("intime[length(intime)]", "last")
            .naming("if(empty(intime) OR tupleElement(last, 3) = 0, NULL, tupleElement(last, 4))", "y")
    }

    private func predictions(_ query: PerformanceQuery, _ scan: Scan) throws(StoreError) -> [(SQL, SQL)] {
        func column(_ name: String) throws(StoreError) -> EngineColumn { scan.column(try query.records.requireColumn(name)) }
        switch query.prediction {
        case .binary(let score, let label, let positive, _, let threshold, _):
            var scoreValue: SQL = "CAST(NULL AS Nullable(Float64))"
            if let score { scoreValue = try column(score).asFiniteNumber }
            var prediction = noInteger
            if let label {
                let predicted = try column(label)
                prediction = predicted.ifClass("\(Membership.place(of: predicted, among: [positive], as: .class)) = 0")
            } else if score != nil, let threshold {
                prediction = "if(isNull(s0), NULL, toInt64(assumeNotNull(s0) >= \(SQL.clickHouse(threshold))))"
            }
            return [("s0", scoreValue), ("p", prediction)]
        case .multiclass(let label, let scores, let classes, _):
            var names: [(SQL, SQL)] = []
            for (index, score) in scores.enumerated() { names.append((SQL(trusted: "s\(index)"), try column(score).asFiniteNumber)) }
            if let label {
                let predicted = try column(label)
                names.append(("p", predicted.ifClass(Membership.place(of: predicted, among: classes, as: .class))))
            }
            return names
        case .regression(let value, _, _):
            return [("p", try column(value).asNumber)]
        }
    }
}

extension Scan {
    /// Records of a model beside their ground truth, each shard's own, where both are whole views: `history` is all that came
    /// for the record. Only ground truth of these records is held in memory.
    fileprivate func joined(with actuals: Scan, _ entry: SQL) -> Scan? {
        guard let shardsRows, let shardsActuals = actuals.shardsRows else { return nil }
        let wanted: SQL = "SELECT shard FROM \(shardsRows) WHERE \(conditions.joined(separator: " AND "))"
        let id = RowColumn.identity
        let found: SQL = """
            SELECT \(id), arraySort(groupArray(\(entry))) AS history FROM \(shardsActuals) \
            WHERE \((actuals.conditions + ["isNotNull(\(id))", "shard IN (\(wanted))"]).joined(separator: " AND ")) GROUP BY \(id)
            """
        var scan = self
        scan.from = "\(from) ALL LEFT JOIN (\(found)) AS labels USING (\(id))"
        return scan
    }
}

extension PerformanceQuery {
    /// The last moment at which ground truth of a record's window may arrive.
    fileprivate func lastArrival(within: Int64, arrival: String?) throws(StoreError) -> SQL {
        guard arrival != nil, let bucket = windowing.granularity.bucket else {
            throw StoreError(.badInput, "labels known by a time need arrival times and windows of time")
        }
        return "((assumeNotNull(k) + 1) * \(SQL.int64(bucket.length)) + \(SQL.int64(bucket.origin + within)))"
    }
}

extension PerformanceQuery.Prediction {
    /// What `predictions` names.
    fileprivate var names: [SQL] {
        switch self {
        case .binary: ["s0", "p"]
        case .multiclass(let label, let scores, _, _): scores.indices.map { SQL(trusted: "s\($0)") } + (label == nil ? [] : ["p"])
        case .regression: ["p"]
        }
    }

    /// Ground truth as performance is counted by: for two classes 1, 0, or `Membership.outside` for none of the model's;
    /// for several a class's place; else the number.
    fileprivate func actual(_ column: EngineColumn) -> SQL {
        switch self {
        case .regression:
            return column.asNumber
        case .multiclass(_, _, let classes, _):
            return column.ifClass(Membership.place(of: column, among: classes, as: .class))
        case .binary(_, _, let positive, let classes, _, _):
            let outside = SQL.clickHouse(Membership.outside)
            guard !classes.isEmpty else {
                return column.ifClass("\(Membership.place(of: column, among: [positive], as: .class)) = 0")
            }
            let place = Membership.place(of: column, among: classes, as: .class)
            let positivePlace = classes.firstIndex { $0.utf8.elementsEqual(positive.utf8) } ?? -1
            return column.ifClass("if(\(place) = \(outside), \(outside), toInt64(\(place) = \(positivePlace)))")
        }
    }
}

extension EngineColumn {
    /// A class's code as Nullable(Int64), null where the cell is no class.
    fileprivate func ifClass(_ code: SQL) -> SQL {
        let isClass: SQL = type == .double ? "isFinite(ifNull(\(value), nan))" : "isNotNull(\(value))"
        return "if(\(isClass), toInt64(\(code)), NULL)"
    }
}

extension PerformanceQuery.ScoreResolution {
    /// What scores are grouped by, as `group(of:)` says for one.
    ///
    /// - Parameter score: not null.
    func group(of score: SQL) -> SQL {
        switch self {
        // Zero has two signs, of which adding zero leaves one.
        case .exact: "\(score) + 0."
        case .bins(let count): "least(greatest(floor(\(score) * \(count)), 0.), toFloat64(\(count - 1))) / \(count)"
        case .arcsineBins(let count):
            """
            least(floor(asin(sqrt(least(greatest(\(score), 0.), 1.))) * \(.clickHouse(Self.arcsineScale(count))) + \(.clickHouse(Self.slack))), \
            toFloat64(\(count - 1)))
            """
        }
    }
}

/// `-ln` of a probability that is not null, clipped to `[eps, 1 - eps]`, eps being 2^-52.
func logLoss(of probability: SQL) -> SQL {
    let epsilon = SQL.clickHouse(Double.ulpOfOne)
    return "-log(least(greatest(\(probability), \(epsilon)), 1 - \(epsilon)))"
}
