import Domain
import DuckDBStore
import Evaluation
import Store
import Testing

/// What `assay check --rules` reports against the peers' own output on the same tables.
@Suite struct PeerChecks {
    private func report(_ one: PeerCase, _ peer: PeerRules.Peer, by granularity: Granularity? = nil) async throws -> CheckReport {
        let store = try DuckDBStore()
        func relation(_ table: MadeTable, _ name: String) async throws -> Relation {
            let batch = table.batch
            let empty = try await store.makeRelation(
                named: name, columns: batch.columns.map { StoredColumn($0.name, $0.values.type) })
            return try await store.append(batch, to: empty)
        }
        let input = CheckInput(
            reference: try await relation(one.reference, "reference"), current: try await relation(one.current, "current"))
        return try await CheckEvaluation(
            store: store, options: CheckOptions(granularity: granularity, rules: PeerRules(peer), version: "test")
        ).report(on: input)
    }

    @Test func evidently() async throws {
        let cases = try PeerCase.all("evidently")
        #expect(!cases.isEmpty)
        for one in cases {
            let expected = try #require(one.evidently)
            let report = try await report(one, .evidently)
            #expect(report.rules == "evidently")
            #expect(report.features.filter { !$0.drift.isEmpty }.count == expected.columns.count, "\(one.name): columns")
            for column in expected.columns {
                let place: Comment = "\(one.name), \(column.column)"
                let feature = try #require(report.features.first { $0.name == column.column }, place)
                let series = try #require(feature.drift.first, place)
                #expect(feature.drift.count == 1, place)
                #expect(series.signal == column.method, place)
                #expect(isAlike(series.overall?.value, column.value), place)
                #expect(series.overall?.threshold == column.threshold, place)
                let alerts = report.alerts.filter { $0.feature == column.column }
                #expect(alerts.map(\.signal) == (column.drifted ? [column.method] : []), place)
                #expect(alerts.allSatisfy { isAlike($0.value, column.value) && $0.expected == column.threshold && $0.severity == .warning })
            }
            let dataset = report.alerts.filter { $0.feature == nil }
            #expect(dataset.map(\.signal) == (expected.dataset_drift ? ["drifted_columns_share"] : []), "\(one.name)")
            let share = report.quality.first { $0.check == "drifted_columns_share" }
            #expect(isAlike(share?.current, expected.share), "\(one.name)")
        }
    }

    @Test func evidentlyByDay() async throws {
        let one = try #require(try PeerCase.all("evidently").first { $0.period == "D" })
        let expected = try #require(one.evidently?.windows)
        #expect(expected.count == 3)
        let report = try await report(one, .evidently, by: .day)
        for (window, expected) in expected.enumerated() {
            for column in expected.columns {
                let place: Comment = "\(column.column), day \(window)"
                let feature = try #require(report.features.first { $0.name == column.column }, place)
                let points = feature.drift.flatMap { series in series.points.filter { $0.window == window }.map { (series.signal, $0) } }
                #expect(points.map(\.0) == [column.method], place)
                #expect(points.allSatisfy { isAlike($0.1.value, column.value) && ($0.1.severity == .warning) == column.drifted }, place)
            }
            let share = report.quality.first { $0.check == "drifted_columns_share" }?.points.first { $0.window == window }
            #expect(isAlike(share?.value, expected.share), "day \(window)")
            #expect((share?.severity == .warning) == expected.dataset_drift, "day \(window)")
        }
    }

    @Test func nannyML() async throws {
        let cases = try PeerCase.all("nannyml")
        #expect(!cases.isEmpty)
        for one in cases {
            let expected = try #require(one.nannyml)
            #expect(expected.univariate.count >= 12 && expected.missing.count >= 3 && !expected.unseen.isEmpty)
            let report = try await report(one, .nannyml, by: one.period == nil ? nil : .day)
            for theirs in expected.univariate {
                let method = try #require(theirs.method)
                let place = "\(one.name), \(theirs.column), \(method)"
                let feature = try #require(report.features.first { $0.name == theirs.column }, "\(place)")
                let series = try #require(feature.drift.first { $0.signal == method }, "\(place)")
                #expect(report.windows.count == theirs.current.count, "\(place): chunks")
                for window in theirs.current.indices {
                    let point = series.points.first { $0.window == window }
                    #expect(isAlike(point?.value, theirs.current[window]), "\(place), \(window): value")
                    if let point { #expect(isAlike(point.threshold, theirs.upper), "\(place), \(window): threshold") }
                    #expect((point.map { $0.severity > .ok } ?? false) == theirs.alerts[window], "\(place), \(window): alert")
                }
                // The default method alone raises alerts.
                let alerts = report.alerts.filter { $0.feature == theirs.column && $0.kind == .drift && $0.signal == method }
                let windows = method == "jensen_shannon" ? theirs.alerts.indices.filter { theirs.alerts[$0] } : []
                #expect(alerts.flatMap(\.windows).sorted() == windows, "\(place): windows of the alerts")
                #expect(alerts.count == windows.indices.count { $0 == 0 || windows[$0] > windows[$0 - 1] + 1 }, "\(place): one for each stretch")
            }
            for (check, all) in [("missing_rate", expected.missing), ("unseen_rate", expected.unseen)] {
                for theirs in all {
                    let place = "\(one.name), \(theirs.column), \(check)"
                    let own = try #require(report.quality.first { $0.check == check && $0.feature == theirs.column }, "\(place)")
                    #expect(own.points.count == theirs.current.count, "\(place): chunks")
                    for (point, window) in zip(own.points, theirs.current.indices) {
                        #expect(isAlike(point.value, theirs.current[window]), "\(place), \(window): value")
                        #expect(isAlike(point.expected, theirs.upper), "\(place), \(window): limit")
                        #expect((point.severity == .warning) == theirs.alerts[window], "\(place), \(window): alert")
                    }
                    let alerts = report.alerts.filter { $0.feature == theirs.column && $0.signal == check }
                    #expect(alerts.flatMap(\.windows).sorted() == theirs.alerts.indices.filter { theirs.alerts[$0] }, "\(place)")
                }
            }
        }
    }

    /// Its program is closed: only that what the documentation says is done, and that other signals keep quiet.
    @Test func arize() async throws {
        let cases = try PeerCase.all("evidently")
        let moved = try #require(cases.first { $0.name == "by day" })
        let report = try await report(moved, .arize)
        #expect(report.granularity == "day")
        #expect(report.alerts.contains { $0.feature == "fewer" && $0.signal == "psi" && $0.value > 0.2 && $0.expected == 0.2 })
        #expect(report.alerts.allSatisfy { $0.signal == "psi" })
        let series = try #require(report.features.first { $0.name == "visits" }?.drift.first)
        // Three days of records are looked at, from the third day on.
        let rows = report.windows.map(\.rows)
        #expect(series.points.map(\.count) == rows.indices.map { rows[max(0, $0 - 2)...$0].reduce(0, +) })
        #expect(report.notes.contains { $0.contains("documentation alone") })
    }
}
