internal import Domain
internal import Statistics
internal import Store

extension RecordConformance {
    /// Roll-ups say what the rows say.
    static let rollups: [RecordConformance] = [
        RecordConformance("roll-ups are what counting all rows gives, after any order of arrivals: binary") { bench in
            try await bench.compareRollups(
                prediction: .binary(
                    score: "score", label: nil, positiveClass: "1", threshold: 0.5,
                    resolution: .arcsineBins(RollupPlan.scoreBins)), actuals: ["0", "1"], seed: 1)
        },
        RecordConformance("roll-ups are what counting all rows gives: multiclass") { bench in
            try await bench.compareRollups(
                prediction: .multiclass(
                    label: "region", scores: [], classes: ["CA", "NV"], resolution: .bins(RollupPlan.scoreBins)),
                actuals: ["CA", "NV", "other"], seed: 2)
        },
        RecordConformance("roll-ups are what counting all rows gives: regression") { bench in
            try await bench.compareRollups(
                prediction: .regression(value: "age", centre: 40, quantiles: [0.5]), actuals: ["10", "50.5", "-3"], seed: 3)
        },
        RecordConformance("an hour that is written down in many pieces becomes one again") { bench in
            let model = try await bench.model([("x", .number)])
            guard let edges = BinEdges([0, 10, 20]) else { return }
            let plan = RollupPlan(columns: [BinnedColumn("x", .numeric(edges))], numeric: ["x"], prediction: nil)
            for index in 0..<20 {
                _ = try await bench.send([#"{"prediction_id":"\#(index)","x":\#(index),"timestamp":\#(index % 2)}"#], to: model)
                try await bench.store.rollUp(model, by: plan)
            }
            let pieces = try await bench.store.rollups(of: model, where: .init(), plan: plan)
            await bench.expect("pieces", pieces.count < 10, true)
            await bench.expect("rows", pieces.map(\.summary.rows).reduce(0, +), 20)
            await bench.expect("sum", pieces.map { $0.summary.moments[0].sum.rounded() }.reduce(0, +), 190)
        },
        RecordConformance("whole days come as one, and what is cut off comes in hours") { bench in
            let model = try await bench.model([("x", .number)])
            guard let edges = BinEdges([0, 10, 20]) else { return }
            let plan = RollupPlan(columns: [BinnedColumn("x", .numeric(edges))], numeric: ["x"], prediction: nil)
            let times = (0..<60).map { #"{"prediction_id":"\#($0)","x":\#($0 % 20),"timestamp":\#(($0 - 10) * 3600)}"# }
            _ = try await bench.send(times, to: model)
            try await bench.store.rollUp(model, by: plan)
            var selection = RollupSelection(hours: -10..<36)
            selection.mayBeDays = true
            var found = try await bench.store.rollups(of: model, where: selection, plan: plan)
            await bench.expect("days", found.filter(\.isDay).compactMap(\.hour), [0])
            await bench.expect("hours", Set(found.filter { !$0.isDay }.compactMap(\.hour)), Set(-10..<0).union(24..<36))
            await bench.expect("rows", found.reduce(0) { $0 + $1.summary.rows }, 46)
            // A day in which something arrives is made again.
            _ = try await bench.send([#"{"prediction_id":"late","x":1,"timestamp":0}"#], to: model)
            try await bench.store.rollUp(model, by: plan)
            found = try await bench.store.rollups(of: model, where: selection, plan: plan)
            await bench.expect("the day with what came late", found.first(where: \.isDay)?.summary.rows, 25)
            await bench.expect("days that are missing", try await bench.store.daysInHours(of: model), [])
            try await bench.store.dropRollups(of: model)
            await bench.expect("none are left", try await bench.store.rollups(of: model, where: selection, plan: plan).count, 0)
        },
        RecordConformance("cells that did not fit their columns are told from missing ones") { bench in
            let model = try await bench.model([("x", .number), ("s", .text)])
            guard let edges = BinEdges([0, 10]) else { return }
            let plan = RollupPlan(
                columns: [BinnedColumn("s", .presence), BinnedColumn("x", .numeric(edges))], numeric: ["x"], prediction: nil)
            let cells = ["1", "null", #""many""#, #""lots""#, "2", #""none""#]
            let rows = cells.enumerated().map { #"{"prediction_id":"\#($0)","x":\#($1),"timestamp":\#($0 / 3 * 3_600)}"# }
            _ = try await bench.send(rows, to: model)
            try await bench.store.rollUp(model, by: plan)
            // A correction takes its misfit away.
            _ = try await bench.send([#"{"prediction_id":"5","x":3,"timestamp":3600}"#], to: model)
            try await bench.store.rollUp(model, by: plan)
            let windows = try await bench.store.rolledWindows(model, where: .init(), by: .hour, plan: plan)
            await bench.expect("misfits", windows.map { $0.summary.counts[1].counts.typeErrors }, [1, 1])
            await bench.expect("missing", windows.map { $0.summary.counts[1].counts.nulls }, [1, 0])
            await bench.expect("valid", windows.map { $0.summary.counts[1].counts.valid }, [1, 2])
            await bench.expect("missing texts", windows.map { $0.summary.counts[0].counts.nulls }, [3, 3])
        },
        RecordConformance("another plan makes roll-ups anew") { bench in
            let model = try await bench.model([("x", .number)])
            _ = try await bench.send([#"{"prediction_id":"a","x":1,"timestamp":0}"#], to: model)
            for edges in [[0.0, 1], [0, 2, 4]] {
                guard let edges = BinEdges(edges) else { return }
                let plan = RollupPlan(columns: [BinnedColumn("x", .numeric(edges))], numeric: ["x"], prediction: nil)
                try await bench.store.dropRollups(of: model)
                try await bench.store.rollUp(model, by: plan)
                let windows = try await bench.store.rolledWindows(model, where: .init(), by: .day, plan: plan)
                await bench.expect("windows", windows.count, 1)
                await bench.expect("rows", windows.first?.summary.counts[0].counts.rows, 1)
            }
        },
    ]
}

extension RecordBench {
    /// Sends records, corrections and labels in random order, brings roll-ups up to date now and then, and compares them
    /// with what the rows give.
    func compareRollups(prediction: PerformanceQuery.Prediction, actuals: [String], seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let model = try await model([("age", .number), ("region", .text), ("score", .number)])
        guard let edges = BinEdges([0, 20, 40, 60]) else { return }
        let plan = RollupPlan(
            columns: [
                BinnedColumn("age", .numeric(edges)),
                BinnedColumn("region", .categorical(.init(values: ["CA", "NV"], isComplete: true))),
                BinnedColumn("score", .presence),
            ], numeric: ["age", "score"], prediction: prediction)
        for round in 0..<12 {
            let records = (0..<Int.random(in: 0...8, using: &random)).map { _ in Self.record(using: &random) }
            if !records.isEmpty { _ = try await send(records, to: model) }
            let labels = (0..<Int.random(in: 0...6, using: &random)).map { _ -> String in
                let actual = Int.random(in: 0..<8, using: &random) == 0 ? "null" : "\"\(actuals.randomElement(using: &random) ?? "")\""
                return #"{"prediction_id":"\#(Int.random(in: 0..<25, using: &random))","actual":\#(actual)}"#
            }
            if !labels.isEmpty { _ = try await send(labels, to: model, .actuals) }
            guard Bool.random(using: &random) || round == 11 else { continue }
            try await store.rollUp(model, by: plan)
            try await compare(model, plan, "round \(round)")
        }
    }

    private static func record(using random: inout SplitMix64) -> String {
        let id = Int.random(in: 0..<25, using: &random)
        // Hours before and after 1970, and times that cannot be read.
        let time = ["-1", "0", "3599", "3600", "90000", "\"never\""].randomElement(using: &random) ?? "0"
        let age = ["null", "NaN", "7", "20", "61.5", "39", "\"old\""].randomElement(using: &random) ?? "1"
        let region = ["\"CA\"", "\"NV\"", "\"ü\"", "null"].randomElement(using: &random) ?? "null"
        let version = ["1", "2"].randomElement(using: &random) ?? "1"
        let score = Double(Int.random(in: 0...100, using: &random)) / 100
        return """
            {"prediction_id":"\(id)","timestamp":\(time),"age":\(age),"region":\(region),"model_version":"\(version)","score":\(score)}
            """
    }

    /// Every environment and version by hour and by day, from roll-ups and from rows.
    private func compare(_ model: RecordTables, _ plan: RollupPlan, _ what: String) async throws {
        for (version, granularity) in [("1", Granularity.hour), ("1", .day), ("2", .hour), ("2", .week)] {
            let rolled = try await store.rolledWindows(
                model, where: RollupSelection(environments: [.production], versions: [version]), by: granularity, plan: plan)
            let records = try await store.records(
                of: model, where: RecordSelection(environments: [.production], versions: [version]))
            let counted = try await store.hours(of: records, in: model, mark: nil, by: plan, granularity: granularity)
            try await store.release(records)
            expect("\(what): windows by \(granularity)", Set(rolled.map(\.key)), Set(counted.keys))
            for window in rolled {
                guard let wanted = counted[window.key] else { continue }
                let found = differences(
                    window.summary, wanted, at: "\(what), version \(version), \(granularity) \(window.key ?? -1)")
                expect("differences", found, [])
            }
        }
    }
}
