internal import Domain
internal import Statistics
internal import Store

extension RecordConformance {
    /// Cells, lines and names that do not fit, or that look like something else.
    static let oddRecords: [RecordConformance] = [
        RecordConformance("a cell of another type is null, counted and kept as its text") { bench in
            let model = try await bench.model([("age", .number), ("since", .timestamp)])
            let outcome = try await bench.send(
                [
                    #"{"prediction_id":"a","age":"old","since":"yesterday"}"#, #"{"prediction_id":"b","age":"42"}"#,
                    #"{"prediction_id":"c","age":[1],"timestamp":"soon"}"#, #"{"prediction_id":"d","age":true}"#,
                ], to: model)
            await bench.expect(
                "misfits", outcome.receipt?.misfits.sorted { $0.column < $1.column } ?? [],
                [
                    .init(column: "age", cells: 2, example: outcome.receipt?.misfits.first { $0.column == "age" }?.example ?? ""),
                    .init(column: "since", cells: 1, example: "yesterday"),
                    .init(column: "timestamp", cells: 1, example: "soon"),
                ])
            await bench.expect("age", try await bench.holding("age", of: model), ["42": 1, "1": 1, "(null)": 2])
        },
        RecordConformance("NaN, infinities, long and empty texts are kept") { bench in
            let model = try await bench.model([("x", .number), ("t", .text)])
            let long = String(repeating: "ü", count: 50_000)
            _ = try await bench.send(
                [
                    #"{"prediction_id":"1","x":NaN,"t":""}"#, #"{"prediction_id":"2","x":-Infinity,"t":"\#(long)"}"#,
                    #"{"prediction_id":"3","x":"inf","t":"a\nb\"c\\"}"#, #"{"prediction_id":"4","x":1e308,"t":"null"}"#,
                ], to: model)
            let relation = try await bench.store.records(of: model, where: RecordSelection())
            guard let edges = BinEdges([0, 1]) else { return }
            let counts = try await bench.store.counts(of: [BinnedColumn("x", .numeric(edges))], in: relation, by: .whole)
            await bench.expect("nan", counts.first?.columns[0].counts.nans, 1)
            await bench.expect("-inf", counts.first?.columns[0].counts.negativeInfinities, 1)
            await bench.expect("inf", counts.first?.columns[0].counts.positiveInfinities, 1)
            try await bench.store.release(relation)
            await bench.expect(
                "texts", try await bench.holding("t", of: model), ["": 1, long: 1, "a\nb\"c\\": 1, "null": 1])
        },
        RecordConformance("a request with an unreadable line is left out whole, its neighbours are not") { bench in
            let model = try await bench.model([("x", .number)])
            let outcomes = try await bench.send(
                [
                    [#"{"x":1}"#], [#"{"x":2}"#, #"{"x":"#, #"{"x":3}"#], ["[1,2]"], [#"{"x":4}"#], ["", #"{"x":5}"#],
                ], to: model)
            await bench.expect("first", outcomes[0].rows, 1)
            await bench.expect("cut off", outcomes[1].problem?.line, 2)
            await bench.expect("no object", outcomes[2].problem?.line, 1)
            await bench.expect("fourth", outcomes[3].rows, 1)
            await bench.expect("stored", try await bench.holding("x", of: model), ["1": 1, "4": 1])
        },
        RecordConformance("an unknown environment is refused with its line") { bench in
            let model = try await bench.model()
            let outcome = try await bench.send(
                [#"{"prediction_id":"a"}"#, #"{"prediction_id":"b","environment":"prod"}"#], to: model)
            await bench.expect("line", outcome.problem?.line, 2)
            await bench.expect("nothing stored", try await bench.holding("prediction_id", of: model), [:])
        },
        RecordConformance("names and texts that look like SQL are names and texts") { bench in
            let name = #"a"; DROP TABLE x; --'\ 🦆"#
            let model = try await bench.model([(name, .text), ("'", .number)])
            let id = "'); DELETE FROM records; --"
            let line = #"{"prediction_id":"\#(id)","a\"; DROP TABLE x; --'\\ 🦆":"\u0027 OR 1=1","'":7}"#
            await bench.expect("rows", try await bench.send([line], to: model).rows, 1)
            await bench.expect("text", try await bench.holding(name, of: model), ["' OR 1=1": 1])
            await bench.expect("number", try await bench.holding("'", of: model), ["7": 1])
            await bench.expect("id", try await bench.holding("prediction_id", of: model), [id: 1])
            let selection = RecordSelection(versions: ["' OR ''='"])
            await bench.expect("selected", try await bench.holding("'", of: model, where: selection), [:])
        },
        RecordConformance("new names are found with what their values look like") { bench in
            let lines = [
                #"{"n":1,"f":1.5,"b":true,"s":"x","t":"2026-01-01T00:00:00Z","m":1,"z":null,"zip":"02139","a/b~c":3}"#,
                #"{"n":2,"f":2,"b":false,"s":"y","t":"2026-01-02","m":"x","N":3,"":1}"#,
            ]
            let rows = try await bench.store.stage(.lines(LineBlock(requests: [lines])), known: [], numbers: [])
            let types = Dictionary(uniqueKeysWithValues: rows.relation.columns.map { ($0.name, $0.type) })
            // Of two names that differ in capitals one is kept, the same one whenever.
            await bench.expect("capitals", (types["n"] ?? types["N"]) == .integer, true)
            await bench.expect("left out", Set(rows.ignoredNames).isSuperset(of: [""]) && rows.ignoredNames.count == 2, true)
            let wanted: [String: StoredType] = [
                "f": .double, "b": .boolean, "s": .text, "t": .timestamp, "m": .text, "z": .other("null"), "zip": .text,
                "a/b~c": .integer,
            ]
            for (name, type) in wanted { await bench.expect(name, types[name], type) }
            try await bench.store.release(rows.relation)
        },
        RecordConformance("columns may be added while records are there") { bench in
            var model = try await bench.model([("x", .number)])
            _ = try await bench.send([#"{"prediction_id":"a","x":1}"#], to: model)
            model = try await bench.store.addColumns([("y", .text)], to: model)
            _ = try await bench.send([#"{"prediction_id":"b","x":2,"y":"new"}"#], to: model)
            await bench.expect("y", try await bench.holding("y", of: model), ["new": 1, "(null)": 1])
            let known = try await bench.store.recordTables().first { $0.number == model.number }
            await bench.expect("remembered", known, model)
        },
    ]
}
