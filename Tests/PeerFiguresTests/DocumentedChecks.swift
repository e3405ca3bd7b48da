import Domain
import DuckDBStore
import Evaluation
import Store
import Testing

extension PeerFigures {
    /// What `assay check --rules` reports of the tables that NannyML's documentation is printed from.
    @Suite struct Checks {
        private func report(
            _ dataset: String, rules peer: PeerRules.Peer = .nannyml, actual: String? = nil, types: [String: FeatureType] = [:],
            by granularity: Granularity? = nil
        ) async throws -> CheckReport {
            let store = try DuckDBStore()
            var input = CheckInput(
                reference: try await SharedData.open("\(dataset)_reference", in: store),
                current: try await SharedData.open("\(dataset)_analysis", in: store))
            if actual != nil { input.actuals = try await SharedData.open("\(dataset)_analysis_targets", in: store) }
            let settings = SchemaSettings(roles: actual.map { [.actual: $0] } ?? [:], types: types)
            return try await CheckEvaluation(
                store: store,
                options: CheckOptions(settings: settings, granularity: granularity, rules: PeerRules(peer), version: "test")
            ).report(on: input)
        }

        /// The cells of the current records' chunks, in order.
        private func chunks(_ table: DocumentedTable) -> [[String: DocumentedTable.Cell]] {
            table.rows.map(table.cells).filter { $0["chunk.period"]?.text == "analysis" }
        }

        private func expect(_ ours: Double?, _ theirs: DocumentedTable.Cell?, _ place: String) {
            if let theirs = theirs?.number {
                #expect(ours.map { agrees($0, theirs) } == true, "\(place): \(ours ?? .nan) against \(theirs)")
            } else {
                #expect(ours == nil, "\(place)")
            }
        }

        /// Evidently's own report on the same tables.
        @Test func evidentlyOnTheSameTables() async throws {
            let tables = try PeerTable.all()
            #expect(tables.count == 5)
            for table in tables {
                let report = try await report(table.dataset, rules: .evidently)
                #expect(Set(report.features.filter { !$0.drift.isEmpty }.map(\.name)) == Set(table.columns.map(\.column)), "\(table.dataset)")
                for column in table.columns {
                    let place: Comment = "\(table.dataset), \(column.column)"
                    let series = try #require(report.features.first { $0.name == column.column }?.drift.first, place)
                    #expect(series.signal == column.method, place)
                    #expect(isAlike(series.overall?.value, column.value), place)
                    #expect(report.alerts.contains { $0.feature == column.column } == column.drifted, place)
                }
                let share = report.quality.first { $0.check == "drifted_columns_share" }
                #expect(isAlike(share?.current, table.share) && (share?.severity == .warning) == table.dataset_drift, "\(table.dataset)")
            }
        }

        @Test func univariateDrift() async throws {
            let table = try DocumentedTable.named("car_loan.univariate.all_columns")
            let report = try await report("car_loan", types: ["y_pred": .categorical])
            let chunks = chunks(table)
            #expect(chunks.count == 10 && report.windows.count == 10)
            for name in table.series {
                let parts = name.split(separator: ".").map(String.init)
                let series = try #require(
                    report.features.first { $0.name == parts[0] }?.drift.first { $0.signal == parts[1] }, "\(name)")
                for (index, cells) in chunks.enumerated() {
                    let point = try #require(series.points.first { $0.window == index }, "\(name), \(index)")
                    expect(point.value, cells["\(name).value"], "\(name), \(index): value")
                    expect(point.threshold, cells["\(name).upper_threshold"], "\(name), \(index): threshold")
                    #expect(cells["\(name).alert"] == .flag(point.severity > .ok), "\(name), \(index): alert")
                }
            }
        }

        @Test(arguments: [
            ("car_loan", "repaid", 5_000, "car_loan.realized.standard.analysis"),
            ("multiclass", "y_true", 6_000, "multiclass.realized.standard.analysis"),
            ("car_price", "y_true", 6_000, "car_price.realized.analysis"),
        ])
        func realisedPerformance(_ dataset: String, _ actual: String, _ size: Int, _ name: String) async throws {
            let table = try DocumentedTable.named(name)
            let report = try await report(dataset, actual: actual, by: .rows(size))
            let chunks = chunks(table)
            #expect(chunks.count == 10 && !table.series.isEmpty)
            for metric in table.series {
                let own = try #require(report.performance.first { $0.metric == metric }, "\(dataset), \(metric)")
                for (index, cells) in chunks.enumerated() {
                    let place = "\(dataset), \(metric), \(index)"
                    let point = try #require(own.points.first { $0.window == index }, "\(place)")
                    expect(point.value, cells["\(metric).value"], "\(place): value")
                    expect(point.upperThreshold, cells["\(metric).upper_threshold"], "\(place): upper threshold")
                    expect(point.lowerThreshold, cells["\(metric).lower_threshold"], "\(place): lower threshold")
                    #expect(cells["\(metric).alert"] == .flag(point.severity == .warning), "\(place): alert")
                }
                let alerts = report.alerts.filter { $0.kind == .performance && $0.signal == metric }
                let bad = chunks.indices.filter { chunks[$0]["\(metric).alert"] == .flag(true) }
                #expect(alerts.flatMap(\.windows).sorted() == bad, "\(dataset), \(metric)")
            }
        }

        /// The quick start's estimates: values, thresholds, confidence bands and alerts. Tolerances as in `Estimation.binary`.
        @Test func estimatedPerformance() async throws {
            let table = try DocumentedTable.named("car_loan.cbpe.standard.analysis")
            let report = try await report("car_loan", actual: "repaid", types: ["y_pred": .categorical], by: .rows(5_000))
            let chunks = chunks(table)
            #expect(chunks.count == 10 && !table.series.isEmpty)
            for metric in table.series {
                let own = try #require(report.estimatedPerformance.first { $0.metric == metric }, "\(metric)")
                for (index, cells) in chunks.enumerated() {
                    let place = "\(metric), \(index)"
                    let point = try #require(own.points.first { $0.window == index }, "\(place)")
                    func isNear(_ ours: Double?, _ name: String, within tolerance: Double) -> Bool {
                        guard let theirs = cells["\(metric).\(name)"]?.number, let ours else { return false }
                        return abs(ours - theirs) <= tolerance * max(1e-9, abs(theirs))
                    }
                    #expect(isNear(point.value, "value", within: 2e-4), "\(place): value")
                    #expect(isNear(point.upperThreshold, "upper_threshold", within: 2e-4), "\(place): upper threshold")
                    #expect(isNear(point.lowerThreshold, "lower_threshold", within: 2e-4), "\(place): lower threshold")
                    #expect(isNear(point.upper, "upper_confidence_boundary", within: 3e-4), "\(place): upper boundary")
                    #expect(isNear(point.lower, "lower_confidence_boundary", within: 3e-4), "\(place): lower boundary")
                    #expect(cells["\(metric).alert"] == .flag(point.severity == .warning), "\(place): alert")
                }
                let alerts = report.alerts.filter { $0.kind == .estimatedPerformance && $0.signal == metric }
                #expect(alerts.flatMap(\.windows).sorted() == chunks.indices.filter { chunks[$0]["\(metric).alert"] == .flag(true) }, "\(metric)")
            }
        }

        @Test(arguments: [("titanic.missing_values", "missing_rate"), ("titanic.unseen_values", "unseen_rate")])
        func dataQuality(_ name: String, _ check: String) async throws {
            let table = try DocumentedTable.named(name)
            let report = try await report("titanic")
            for column in table.series {
                let own = try #require(report.quality.first { $0.check == check && $0.feature == column }, "\(column)")
                for (index, cells) in chunks(table).enumerated() {
                    let point = try #require(own.points.first { $0.window == index }, "\(column), \(index)")
                    expect(point.value, cells["\(column).value"], "\(column), \(index): value")
                    expect(point.expected, cells["\(column).upper_threshold"], "\(column), \(index): threshold")
                    #expect(cells["\(column).alert"] == .flag(point.severity == .warning), "\(column), \(index): alert")
                }
            }
        }
    }
}
