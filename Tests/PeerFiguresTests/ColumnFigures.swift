import Domain
import DuckDBStore
import Evaluation
import Foundation
import Statistics
import Store
import Testing

extension PeerFigures {
    /// Summary statistics and data quality by chunk.
    @Suite struct Columns {
        private let store: DuckDBStore

        init() throws { store = try DuckDBStore() }

        private func relations(_ table: DocumentedTable) async throws -> (reference: Relation, analysis: Relation) {
            (
                try await SharedData.open("\(table.dataset)_reference", in: store),
                try await SharedData.open("\(table.dataset)_analysis", in: store)
            )
        }

        /// Ten equal chunks in the order of the file, and what remains.
        private func chunks(_ relation: Relation) -> Windowing {
            Windowing(.rows(relation.rowCount / 10), timeColumn: nil)
        }

        @Test(arguments: ["avg", "std", "sum"])
        func moments(_ name: String) async throws {
            let table = try DocumentedTable.named("car_loan.stats.\(name)")
            let relations = try await relations(table)
            func values(_ relation: Relation) async throws -> [[Double?]] {
                let columns = table.series.map { CountedColumn($0, .numeric) }
                return try await store.moments(of: columns, in: relation, by: chunks(relation)).map { window in
                    window.columns.map {
                        switch name {
                        case "avg": $0.moments.mean
                        case "std": $0.moments.standardDeviation()
                        default: $0.moments.sum
                        }
                    }
                }
            }
            let reference = try await values(relations.reference)
            let analysis = try await values(relations.analysis)
            var computed: [String: Series] = [:]
            for (index, column) in table.series.enumerated() {
                computed[column] = try Series(
                    reference: reference.map { $0[index] }, analysis: analysis.map { $0[index] },
                    lowest: name == "std" ? 0 : nil)
            }
            try table.expectAgreement(with: computed)
        }

        @Test func medians() async throws {
            let table = try DocumentedTable.named("car_loan.stats.median")
            let relations = try await relations(table)
            func values(_ column: String, _ relation: Relation) async throws -> [Double?] {
                try await store.values(of: column, in: relation, by: chunks(relation))
                    .map { quantile(ofSorted: $0.values.sorted(), 0.5) }
            }
            var computed: [String: Series] = [:]
            for column in table.series {
                computed[column] = try Series(
                    reference: await values(column, relations.reference),
                    analysis: await values(column, relations.analysis))
            }
            try table.expectAgreement(with: computed)
        }

        /// Months are made of the engine's days.
        @Test func rowsByMonth() async throws {
            let table = try DocumentedTable.named("car_loan.stats.count")
            let relations = try await relations(table)
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
            func values(_ relation: Relation) async throws -> [Double?] {
                let windowing = Windowing(.day, timeColumn: "timestamp")
                var months: [Date: Int] = [:]
                for window in try await store.moments(of: [], in: relation, by: windowing) {
                    let day = Date(timeIntervalSince1970: Double(try #require(window.key)) * 86_400)
                    months[try #require(calendar.dateInterval(of: .month, for: day)).start, default: 0] += window.rows
                }
                return months.sorted { $0.key < $1.key }.map { Double($0.value) }
            }
            let series = try Series(
                reference: await values(relations.reference), analysis: await values(relations.analysis), lowest: 0)
            try table.expectAgreement(with: ["rows_count": series])
        }

        @Test func missingValues() async throws {
            let table = try DocumentedTable.named("titanic.missing_values")
            let relations = try await relations(table)
            func values(_ relation: Relation) async throws -> [[Double?]] {
                let columns = table.series.map { BinnedColumn($0, .presence) }
                return try await store.counts(of: columns, in: relation, by: chunks(relation)).map { window in
                    window.columns.map { Double($0.counts.nulls) / Double($0.counts.rows) }
                }
            }
            let reference = try await values(relations.reference)
            let analysis = try await values(relations.analysis)
            var computed: [String: Series] = [:]
            for (index, column) in table.series.enumerated() {
                computed[column] = try Series(
                    reference: reference.map { $0[index] }, analysis: analysis.map { $0[index] }, lowest: 0, highest: 1)
            }
            try table.expectAgreement(with: computed)
        }

        @Test func unseenValues() async throws {
            let table = try DocumentedTable.named("titanic.unseen_values")
            let relations = try await relations(table)
            let known = try await store.categories(
                of: table.series.map { CountedColumn($0, .categorical) }, in: relations.reference, limit: 10_000)
            let columns = zip(table.series, known).map { name, known in
                BinnedColumn(name, .categorical(.init(values: known.entries.map(\.value), isComplete: true)))
            }
            func values(_ relation: Relation) async throws -> [[Double?]] {
                try await store.counts(of: columns, in: relation, by: chunks(relation)).map { window in
                    window.columns.map {
                        guard case .categories(let categories) = $0.bins else { return nil }
                        return Double(categories.unseen) / Double($0.counts.rows)
                    }
                }
            }
            let reference = try await values(relations.reference)
            let analysis = try await values(relations.analysis)
            var computed: [String: Series] = [:]
            for (index, column) in table.series.enumerated() {
                computed[column] = Series(
                    [.reference: reference.map { $0[index] }, .analysis: analysis.map { $0[index] }],
                    NannyMLThreshold(lower: nil, upper: 0))
            }
            try table.expectAgreement(with: computed)
        }
    }
}
