import Domain
import DuckDBStore
import Evaluation
import Statistics
import Store
import Testing

extension PeerFigures {
    /// Realised performance of classifiers and regressors by chunk.
    @Suite struct Performance {
        private let store: DuckDBStore

        init() throws { store = try DuckDBStore() }

        private func summaries(
            _ table: DocumentedTable, target: String, _ prediction: PerformanceQuery.Prediction
        ) async throws -> (reference: [PerformanceSummary], analysis: [PerformanceSummary]) {
            let reference = try await SharedData.open("\(table.dataset)_reference", in: store)
            let analysis = try await SharedData.open("\(table.dataset)_analysis", in: store)
            let targets = try await SharedData.open("\(table.dataset)_analysis_targets", in: store)
            let windowing = Windowing(.rows(try #require(table.parameters.chunk_size)), timeColumn: "timestamp")
            let join = PerformanceQuery.Join(
                actuals: targets, recordID: "id", actualID: "id", actual: target, arrival: nil)
            func performance(
                of records: Relation, _ labels: PerformanceQuery.Labels
            ) async throws -> [PerformanceSummary] {
                try await store.performance(
                    PerformanceQuery(records: records, windowing: windowing, labels: labels, prediction: prediction)
                ).map(\.summary)
            }
            return (
                try await performance(of: reference, .column(target)),
                try await performance(of: analysis, .joined(join))
            )
        }

        private func matrix(_ table: DocumentedTable) -> ValueMatrix? {
            table.parameters.business_value_matrix.map { ValueMatrix($0.flatMap(\.self)) }
        }

        @Test(arguments: [
            "standard.reference", "standard.analysis", "roc_auc.analysis", "roc_auc_recall.analysis",
            "confusion_matrix.reference", "confusion_matrix.analysis", "business_value.reference",
            "business_value.analysis",
        ])
        func binary(_ name: String) async throws {
            let table = try DocumentedTable.named("car_loan.realized.\(name)")
            let chunks = try await summaries(
                table, target: "repaid",
                .binary(
                    score: "y_pred_proba", label: "y_pred", positiveClass: "1", threshold: nil, resolution: .exact))
            func cell(_ series: String, _ confusion: BinaryConfusion) -> Int? {
                switch series {
                case "true_positive": confusion.truePositives
                case "true_negative": confusion.trueNegatives
                case "false_positive": confusion.falsePositives
                case "false_negative": confusion.falseNegatives
                default: nil
                }
            }
            func value(_ series: String, _ summary: PerformanceSummary) -> Double? {
                guard case .binary(let binary) = summary else { return nil }
                if let confusion = binary.confusion, let cell = cell(series, confusion) {
                    return Double(cell) / Double(confusion.total)
                }
                if series == "business_value" {
                    return matrix(table).flatMap { binary.confusion?.counts.businessValueByPredictedClass($0)?.value }
                }
                return BinaryMetric(rawValue: series).flatMap { binary.estimate($0)?.value }
            }
            try table.expectAgreement(with: series(of: table, chunks, value))
        }

        @Test(arguments: [
            "standard.reference", "standard.analysis", "confusion_matrix.reference", "confusion_matrix.analysis",
            "business_value.reference", "business_value.analysis",
        ])
        func multiclass(_ name: String) async throws {
            let table = try DocumentedTable.named("multiclass.realized.\(name)")
            let classes = ["highstreet_card", "prepaid_card", "upmarket_card"]
            let chunks = try await summaries(
                table, target: "y_true",
                .multiclass(
                    label: "y_pred", scores: classes.map { "y_pred_proba_\($0)" }, classes: classes,
                    resolution: .exact))
            var cells: [String: (actual: Int, predicted: Int)] = [:]
            for actual in classes.indices {
                for predicted in classes.indices {
                    cells["true_\(classes[actual])_pred_\(classes[predicted])"] = (actual, predicted)
                }
            }
            func value(_ series: String, _ summary: PerformanceSummary) -> Double? {
                guard case .multiclass(let multiclass) = summary else { return nil }
                let confusion = multiclass.confusion
                if let cell = cells[series] {
                    return Double(confusion[actual: cell.actual, predicted: cell.predicted]) / Double(confusion.total)
                }
                if series == "business_value" { return matrix(table).flatMap { confusion.businessValueByPredictedClass($0)?.value } }
                return MulticlassMetric(rawValue: series).flatMap { multiclass.estimate($0)?.value }
            }
            try table.expectAgreement(with: series(of: table, chunks, value))
        }

        @Test(arguments: ["reference", "analysis"])
        func regression(_ name: String) async throws {
            let table = try DocumentedTable.named("car_price.realized.\(name)")
            let chunks = try await summaries(
                table, target: "y_true", .regression(value: "y_pred", centre: 0, quantiles: []))
            try table.expectAgreement(
                with: series(of: table, chunks) { series, summary in
                    guard case .regression(let regression) = summary else { return nil }
                    return RegressionMetric(rawValue: series).flatMap { regression.estimate($0)?.value }
                })
        }

        private func series(
            of table: DocumentedTable,
            _ chunks: (reference: [PerformanceSummary], analysis: [PerformanceSummary]),
            _ value: (String, PerformanceSummary) -> Double?
        ) throws -> [String: Series] {
            var result: [String: Series] = [:]
            for name in table.series {
                // Errors and shares are never negative; shares and areas never above one; worth knows no limits.
                let isWorth = name == "business_value"
                result[name] = try Series(
                    reference: chunks.reference.map { value(name, $0) },
                    analysis: chunks.analysis.map { value(name, $0) }, lowest: isWorth ? nil : 0,
                    highest: isWorth || RegressionMetric(rawValue: name) != nil ? nil : 1)
            }
            return result
        }
    }
}
