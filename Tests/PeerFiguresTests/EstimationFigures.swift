import Domain
import DuckDBStore
import Evaluation
import Foundation
import Statistics
import Store
import Testing

extension PeerFigures {
    /// Performance of classifiers by chunk, estimated without labels.
    @Suite struct Estimation {
        private let store: DuckDBStore

        init() throws { store = try DuckDBStore() }

        @Test(arguments: ["standard", "confusion_matrix", "business_value", "roc_auc", "roc_auc_recall"])
        func binary(_ name: String) async throws {
            let table = try DocumentedTable.named("car_loan.cbpe.\(name).analysis")
            let reference = try await SharedData.open("car_loan_reference", in: store)
            let analysis = try await SharedData.open("car_loan_analysis", in: store)
            let windowing = Windowing(.rows(try #require(table.parameters.chunk_size)), timeColumn: "timestamp")
            let chunks = try await store.performance(
                PerformanceQuery(
                    records: reference, windowing: windowing, labels: .column("repaid"),
                    prediction: .binary(
                        score: "y_pred_proba", label: "y_pred", positiveClass: "1", threshold: nil, resolution: .exact))
            ).compactMap { window -> BinarySummary? in
                if case .binary(let summary) = window.summary { summary } else { nil }
            }
            let matrix = table.parameters.business_value_matrix.map { ValueMatrix($0.flatMap(\.self)) }
            let estimation = try #require(try NannyMLBinaryEstimation(reference: chunks, values: matrix))
            let decisions = try await store.performance(
                .decisions(
                    of: analysis, by: windowing, score: "y_pred_proba", label: "y_pred", positiveClass: "1", resolution: .exact)
            ).compactMap { window -> ScoreHistogram? in
                if case .binary(let summary) = window.summary { summary.scores } else { nil }
            }
            try table.expectEstimates(tolerance: 2e-4) { series, chunk in
                guard let metric = NannyMLBinaryEstimation.Metric(rawValue: series), decisions.indices.contains(chunk) else { return nil }
                return estimation.estimate(metric, decisions[chunk])
            }
        }

        /// The folds that decide on calibration are others than NannyML's, and one of the three classes is a close call, as it is for
        /// NannyML itself: its version 0.13.1 is off these figures by up to 1.1 %.
        @Test(arguments: ["roc_auc_f1", "confusion_matrix", "business_value"])
        func multiclass(_ name: String) async throws {
            let table = try DocumentedTable.named("multiclass.cbpe.\(name).analysis")
            let classes = ["highstreet_card", "prepaid_card", "upmarket_card"]
            let scores = classes.map { "y_pred_proba_\($0)" }
            let reference = try await SharedData.open("multiclass_reference", in: store)
            let size = try #require(table.parameters.chunk_size)
            let chunks = try await store.performance(
                PerformanceQuery(
                    records: reference, windowing: Windowing(.rows(size), timeColumn: "timestamp"), labels: .column("y_true"),
                    prediction: .multiclass(label: "y_pred", scores: scores, classes: classes, resolution: .exact))
            ).compactMap { window -> MulticlassSummary? in
                if case .multiclass(let summary) = window.summary { summary } else { nil }
            }
            let matrix = table.parameters.business_value_matrix.map { ValueMatrix($0.flatMap(\.self)) }
            let estimation = try #require(try NannyMLMulticlassEstimation(reference: chunks, values: matrix))
            let rows = try await rows(of: "multiclass_analysis", scores: scores, label: "y_pred", classes: classes)
            let windows = stride(from: 0, to: rows.count, by: size).map { estimation.chunk(Array(rows[$0..<min($0 + size, rows.count)])) }
            var cells: [String: (actual: Int, predicted: Int)] = [:]
            for actual in classes.indices {
                for predicted in classes.indices { cells["true_\(classes[actual])_pred_\(classes[predicted])"] = (actual, predicted) }
            }
            try table.expectEstimates(tolerance: 0.011) { series, chunk in
                guard windows.indices.contains(chunk) else { return nil }
                if let cell = cells[series] { return estimation.estimate(actual: cell.actual, predicted: cell.predicted, windows[chunk]) }
                return NannyMLMulticlassEstimation.Metric(rawValue: series).flatMap { estimation.estimate($0, windows[chunk]) }
            }
        }

        /// The rows in order of time.
        private func rows(
            of table: String, scores: [String], label: String, classes: [String]
        ) async throws -> [NannyMLMulticlassEstimation.Row] {
            var rows: [(time: Int64, row: NannyMLMulticlassEstimation.Row)] = []
            let path = SharedData.folder.appending(path: "nannyml/\(table).parquet").path
            try await store.read(FileSet(paths: [path], format: .parquet)) { _, next in
                while let batch = try await next(10_000) {
                    func values(_ name: String) throws -> Batch.Values {
                        try #require(batch.columns.first { $0.name == name }?.values)
                    }
                    let numbers = try scores.map { name -> [Double] in
                        guard case .doubles(let numbers) = try values(name) else { return [] }
                        return numbers
                    }
                    guard case .texts(let labels) = try values(label), case .timestamps(let times) = try values("timestamp") else {
                        Issue.record("\(table): unexpected types")
                        return
                    }
                    for index in labels.indices {
                        let predicted = try #require(classes.firstIndex(of: labels[index]))
                        rows.append((times[index], .init(scores: numbers.map { $0[index] }, predicted: predicted)))
                    }
                }
            }
            return rows.sorted { $0.time < $1.time }.map(\.row)
        }
    }
}

extension DocumentedTable {
    /// Compares estimates, sampling errors, confidence bands, thresholds and alerts.
    ///
    /// - Parameter tolerance: of values, as a part of them; figures are printed with six digits, and come from other versions of the libraries
    ///   beneath NannyML. Sampling errors are held to 1 %: rows of equal score are in some order there, which moves that of ROC AUC.
    func expectEstimates(tolerance: Double, _ estimate: (String, Int) throws -> NannyMLEstimate?) throws {
        #expect(!series.isEmpty && !rows.isEmpty)
        for row in rows {
            let cells = cells(row)
            guard cells["chunk.period"]?.text == "analysis" else { continue }
            let chunk = Int(try #require(cells["chunk.chunk_index"]?.number))
            for name in series {
                let place = "\(id), \(name), chunk \(chunk)"
                guard let ours = try estimate(name, chunk) else {
                    Issue.record("\(place): not estimated")
                    continue
                }
                func expect(_ value: Double?, _ column: String, within allowed: Double) {
                    guard let value, case .number(let printed)? = cells["\(name).\(column)"] else {
                        Issue.record("\(place): no \(column)")
                        return
                    }
                    #expect(abs(value - printed) <= allowed, "\(place), \(column): \(value) against \(printed)")
                }
                let size = abs(ours.value)
                let error = ours.samplingError ?? 0
                expect(ours.value, "value", within: tolerance * size)
                expect(ours.samplingError, "sampling_error", within: 0.01 * error)
                expect(ours.lowerBoundary, "lower_confidence_boundary", within: tolerance * size + 0.03 * error)
                expect(ours.upperBoundary, "upper_confidence_boundary", within: tolerance * size + 0.03 * error)
                expect(ours.threshold?.lower, "lower_threshold", within: 2e-4 * size)
                expect(ours.threshold?.upper, "upper_threshold", within: 2e-4 * size)
                #expect(DocumentedTable.Cell.flag(ours.alerts) == cells["\(name).alert"], "\(place): alert")
            }
        }
    }
}
