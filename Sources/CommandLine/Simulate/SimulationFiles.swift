internal import DuckDBStore
internal import Foundation
internal import Simulation
internal import Store

/// Writes a simulation into a folder: training, validation, production, actuals and candidate as Parquet, and what is
/// known and what is true as JSON.
struct SimulationFiles {
    /// A file as it was written.
    struct Written: Encodable, Sendable {
        var file: String
        /// Number of rows; `nil` for a JSON document.
        var rows: Int?
    }

    let simulation: Simulation
    let folder: String
    /// Slabs made at the same time.
    let width: Int
    /// Told of the rows that have been made so far.
    let progress: (Int) -> Void

    static let names =
        ["training", "validation", "production", "actuals", "candidate"].map { $0 + ".parquet" }
        + ["meta.json", "truth.json"]

    /// - Throws: `ParquetWriterError`, or what the file system says.
    func write() async throws -> [Written] {
        let empty = simulation.slab(.production, rows: 0..<0)
        let training = try writer("training", like: simulation.slab(.training, rows: 0..<0).records)
        let validation = try writer("validation", like: simulation.slab(.validation, rows: 0..<0).records)
        let candidate = try writer("candidate", like: empty.candidates)
        var made = 0

        try await simulation.forEachSlab(of: .training, width: width) { slab in
            try await training.write(slab.records)
            made += slab.records.rowCount
            progress(made)
        }
        async let trainingRows = training.finish()
        try await simulation.forEachSlab(of: .validation, width: width) { slab in
            async let candidates: Void = candidate.write(slab.candidates)
            try await validation.write(slab.records)
            try await candidates
            made += slab.records.rowCount
            progress(made)
        }
        async let validationRows = validation.finish()

        let production = try writer("production", like: empty.records)
        let actuals = try writer("actuals", like: empty.actuals, sortedBy: ["actual_timestamp", "prediction_id"])
        var outcomes = Outcomes()
        try await simulation.forEachSlab(of: .production, width: width) { slab in
            async let candidates: Void = candidate.write(slab.candidates)
            async let labels: Void = actuals.write(slab.actuals)
            try await production.write(slab.records)
            _ = try await (candidates, labels)
            outcomes.merge(slab.outcomes)
            made += slab.records.rowCount
            progress(made)
        }
        async let productionRows = production.finish()
        async let actualRows = actuals.finish()
        async let candidateRows = candidate.finish()
        let counts = try await [trainingRows, validationRows, productionRows, actualRows, candidateRows]

        try write(simulation.meta(productionRows: counts[2], actualRows: counts[3]), to: "meta.json")
        try write(simulation.truth(outcomes), to: "truth.json")
        return zip(Self.names, counts.map(Optional.some) + [nil, nil]).map { Written(file: $0, rows: $1) }
    }

    private func writer(_ name: String, like batch: Batch, sortedBy order: [String] = []) throws -> ParquetWriter {
        try ParquetWriter(
            path: "\(folder)/\(name).parquet", columns: batch.columns.map { StoredColumn($0.name, $0.values.type) },
            sortedBy: order)
    }

    private func write(_ document: some Encodable, to name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(document)
        try (data + Data("\n".utf8)).write(to: URL(filePath: folder).appending(path: name), options: .atomic)
    }
}
