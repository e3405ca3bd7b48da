import Domain
import DuckDBStore
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// The tables with real columns; not part of the package.
private enum RealColumns {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["ASSAY_SHARED"] { return URL(filePath: path) }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/data")
    }()

    static var isPresent: Bool {
        ["adult", "elec2"].allSatisfy { FileManager.default.fileExists(atPath: folder.appending(path: "\($0).parquet").path) }
    }
}

/// Protects the rate at which transformations of real columns are named, with keys and without, and that untouched columns are let be.
/// `Benchmarks/skew.py` tries more.
@Suite(.enabled(if: RealColumns.isPresent, "skipped: no shared/data with adult.parquet and elec2.parquet beside the package; see ASSAY_SHARED"))
struct SkewOnRealColumnsTests {
    private enum Change: Sendable {
        case numbers(@Sendable (Double) -> Double)
        case texts(@Sendable (String) -> String)
        case holes(Double)
        case emptied(Double)
        case swapped(String)
        case stale
    }

    private static let educations = ["10th": "11th", "11th": "12th", "12th": "10th", "Bachelors": "HS-grad", "HS-grad": "Masters", "Masters": "Bachelors"]

    private static let changes: [(table: String, column: String, kind: String, change: Change)] = [
        ("adult", "hours_per_week", "unit", .numbers { 60 * $0 }),
        ("adult", "hours_per_week", "unit", .numbers { 1.8 * $0 + 32 }),
        ("adult", "fnlwgt", "scale", .numbers { 0.37 * $0 }),
        ("adult", "age", "offset", .numbers { $0 + 17 }),
        ("elec2", "nswdemand", "affine", .numbers { 1.7 * $0 + 0.4 }),
        ("adult", "fnlwgt", "log", .numbers { Transformation(.log)($0) }),
        ("adult", "hours_per_week", "log1p", .numbers { Transformation(.log1p)($0) }),
        ("elec2", "transfer", "exp", .numbers { Transformation(.exp)($0) }),
        ("elec2", "transfer", "sign_flip", .numbers { -$0 }),
        ("adult", "fnlwgt", "standardised", .numbers { ($0 - 189_778) / 105_550 }),
        ("elec2", "nswprice", "rounded", .numbers { ($0 * 100).rounded() / 100 }),
        ("adult", "age", "clipped", .numbers { min($0, 60) }),
        ("elec2", "transfer", "default_for_null", .holes(-1)),
        ("adult", "education_num", "null_for_value", .emptied(9)),
        ("adult", "education", "reordered", .texts { educations[$0] ?? $0 }),
        ("adult", "workclass", "recoded", .texts { "c\($0.count)\($0.prefix(1))" }),
        ("adult", "occupation", "letter_case", .texts { $0.lowercased() }),
        ("adult", "native_country", "truncated_text", .texts { String($0.prefix(4)) }),
        ("elec2", "nswdemand", "swapped", .swapped("vicdemand")),
        ("elec2", "nswprice", "stale", .stale),
    ]

    private struct Table: Sendable {
        var names: [String]
        var cells: [WindowRows.Cells]

        /// Every second row from `offset` on; all for `nil`.
        func relation(in store: DuckDBStore, half offset: Int?) async throws -> Relation {
            let places = offset.map { Array(stride(from: $0, to: cells[0].count, by: 2)) } ?? Array(0..<cells[0].count)
            let columns = zip(names, cells).map { name, cells -> Batch.Column in
                switch cells {
                case .numbers(let values): .doubles(name, places.map { values[$0].isFinite ? values[$0] : nil })
                case .categories(let values): .texts(name, places.map { values[$0] })
                }
            }
            return try await store.relation([.integers("row", places.map { Int64($0) })] + columns)
        }

        func changed(_ name: String, _ change: Change) -> Table {
            var table = self
            guard let place = names.firstIndex(of: name) else { return self }
            switch (change, cells[place]) {
            case (.numbers(let function), .numbers(let values)): table.cells[place] = .numbers(values.map(function))
            case (.texts(let function), .categories(let values)): table.cells[place] = .categories(values.map { $0.map(function) })
            case (.holes(let value), .numbers(let values)): table.cells[place] = .numbers(values.map { $0.isFinite ? $0 : value })
            case (.emptied(let value), .numbers(let values)): table.cells[place] = .numbers(values.map { $0 == value ? .nan : $0 })
            case (.stale, .numbers(let values)): table.cells[place] = .numbers([values[0]] + values.dropLast())
            case (.swapped(let other), _): table.cells.swapAt(place, names.firstIndex(of: other) ?? place)
            default: break
            }
            return table
        }
    }

    /// 6,000 rows; in those of electricity every seventh `transfer` is missing.
    private func table(_ name: String, in store: DuckDBStore) async throws -> Table {
        let path = RealColumns.folder.appending(path: "\(name).parquet").path
        let relation = try await store.open(FileSet(paths: [path], format: .parquet))
        let columns: [CountedColumn] = name == "adult"
            ? ["age", "fnlwgt", "education_num", "capital_gain", "hours_per_week"].map { CountedColumn($0, .numeric) }
                + ["workclass", "education", "occupation", "race", "native_country"].map { CountedColumn($0, .categorical) }
            : ["period", "nswprice", "nswdemand", "vicdemand", "transfer"].map { CountedColumn($0, .numeric) }
        let rows = try #require(try await store.rows(of: columns, in: relation, by: .whole, limit: 6_000).first)
        var table = Table(names: columns.map(\.name), cells: rows.columns)
        if let place = table.names.firstIndex(of: "transfer"), case .numbers(let values) = table.cells[place] {
            table.cells[place] = .numbers(values.enumerated().map { $0.offset % 7 == 0 ? .nan : $0.element })
        }
        return table
    }

    private func isRight(_ report: SkewReport, _ column: String, _ kind: String) -> Bool {
        report.features.contains { $0.name == column && $0.transformations.contains { $0.kind == kind } }
    }

    @Test func mostTransformationsAreNamed() async throws {
        let store = try DuckDBStore()
        let tables = ["adult": try await table("adult", in: store), "elec2": try await table("elec2", in: store)]
        var wrong: (keyed: [String], unkeyed: [String]) = ([], [])
        for (name, column, kind, change) in Self.changes {
            let table = try #require(tables[name])
            let changed = table.changed(column, change)
            let query = PairQuery(
                offline: try await table.relation(in: store, half: nil), online: try await changed.relation(in: store, half: nil), keys: ["row"],
                features: [], tolerance: 1e-6)
            let paired = try await PairedSkew(store: store, version: "", settings: SchemaSettings()).report(query, files: [:]) { _ in }
            if !isRight(paired, column, kind) { wrong.keyed.append("\(kind) \(column): \(paired.features.first?.transformations.map(\.sentence) ?? [])") }
            let apart = try await DistributionSkew(store: store, version: "", settings: SchemaSettings(ignoring: ["row"])).report(
                reference: table.relation(in: store, half: 0), as: "reference", current: changed.relation(in: store, half: 1), files: [:]) { _ in }
            if !isRight(apart, column, kind) { wrong.unkeyed.append("\(kind) \(column): \(apart.features.first?.transformations.map(\.sentence) ?? [])") }
            let touched = [column, kind == "swapped" ? "vicdemand" : column]
            for report in [paired, apart] {
                let accused = report.features.filter { $0.status == .transformed && !touched.contains($0.name) }
                #expect(accused.isEmpty, "\(kind) of \(column): \(accused.map(\.name))")
            }
        }
        #expect(Self.changes.count == 20)
        #expect(wrong.keyed.count <= 2, "\(wrong.keyed.joined(separator: "\n"))")
        #expect(wrong.unkeyed.count <= 6, "\(wrong.unkeyed.joined(separator: "\n"))")
    }
}

extension SchemaSettings {
    fileprivate init(ignoring names: Set<String>) {
        self.init()
        ignored = names
    }
}
