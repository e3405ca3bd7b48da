internal import Domain
internal import Evaluation
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Ingest
internal import NIOCore
internal import Store

/// Records on their way out: a page to look at, all of them to take along, and what there is of them.
struct RecordEndpoints: EndpointGroup {
    let queries: ModelQueries
    /// Where files are put while they are sent.
    let spoolFolder: String

    private static let path = "/v1/models/{model}"
    /// A parameter that is on or off.
    private enum Flag: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }

    /// Most rows of a page.
    private static let pageLimit = 1_000

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "\(Self.path)/records", access: .holders(of: .read),
                .init(
                    id: "getRecords", summary: "A page of records",
                    details: "Of all environments unless one is named. NaN and infinities are texts.",
                    parameters: QueryParameters.selection + [
                        .init(
                            name: "sort", description: "A column, from its smallest value on; after a minus from its largest. Left out: by arrival.",
                            schema: .textSchema()),
                        .init(
                            name: "limit", description: "At most so many; usual: 100.",
                            schema: .integerSchema(from: 1, to: Int64(Self.pageLimit))),
                        .init(name: "offset", description: "Pass over so many.", schema: .integerSchema(from: 0, to: 1_000_000_000)),
                        .init(
                            name: "sample", description: "Of about so many, chosen evenly and always the same ones.",
                            schema: .integerSchema(from: 1, to: 1_000_000)),
                    ], answer: Schemas.recordPage.reference)
            ) { call in try await page(call) },
            Endpoint(
                .get, "\(Self.path)/export", access: .holders(of: .read),
                .init(
                    id: "exportRecords", summary: "All records that are asked for, as a file",
                    parameters: QueryParameters.selection + [
                        .init(
                            name: "kind", description: "records (usual), or actuals: ground truth, of which only as_of chooses.",
                            schema: .choiceSchema(RecordKind.allCases.map(\.rawValue))),
                        .init(
                            name: "shadow", description: "Whether records of shadow versions are among them; usual: false.",
                            schema: .choiceSchema(Flag.allCases.map(\.rawValue))),
                        .init(
                            name: "format", description: "Usual: parquet.",
                            schema: .choiceSchema(ExportFormat.allCases.map(\.rawValue)))
                    ], answer: ["type": "string"], answerTypes: ExportFormat.allCases.map(\.mediaType))
            ) { call in try await export(call) },
            Endpoint(
                .get, "\(Self.path)/versions", access: .holders(of: .read),
                .init(
                    id: "getVersions", summary: "The versions of a model that records have come of",
                    answer: Schemas.versions.reference)
            ) { call in
                let entry = try await queries.catalog.entry(of: call)
                guard let plan = try await queries.served.refresh(entry.definition, entry.tables) else {
                    return try Response(json: ["versions": [VersionView]()])
                }
                var selection = RollupSelection()
                selection.mayBeDays = true
                let rollups = try await queries.store.rollups(of: entry.tables, where: selection, plan: plan.rollups)
                let spans = try await queries.store.rolledHours(of: entry.tables)
                return try Response(json: ["versions": VersionView.all(in: rollups, over: spans, of: entry.definition)])
            },
            Endpoint(
                .get, "\(Self.path)/label-delay", access: .holders(of: .read),
                .init(
                    id: "getLabelDelay", summary: "How long after their records labels come",
                    parameters: QueryParameters.selection, answer: Schemas.labelDelay.reference)
            ) { call in try await labelDelay(call) },
        ]
    }

    private func page(_ call: Call) async throws -> Response {
        let limit = try call.integer("limit", in: 1...Self.pageLimit, default: 100)
        let offset = try call.integer("offset", in: 0...1_000_000_000, default: 0)
        let sample = try call.query("sample").map { _ in try call.integer("sample", in: 1...1_000_000, default: 1) }
        let sort = call.query("sort").map { text in
            text.hasPrefix("-") ? RowOrder(column: String(text.dropFirst()), isDescending: true) : RowOrder(column: text)
        }
        return try await queries.withRecords(call) { records, _ in
            guard let sample else { return try await page(of: records, in: sort, from: offset, limit: limit) }
            return try await queries.store.usingSample(of: records, rows: sample) { shown in
                try await page(of: shown, in: sort, from: offset, limit: limit)
            }
        }
    }

    private func page(of records: Relation, in order: RowOrder?, from offset: Int, limit: Int) async throws -> Response {
        let rows = try await queries.store.rows(of: records, in: order, from: offset, limit: limit)
        // Each row is JSON already.
        let body = #"{"total":\#(records.rowCount),"records":["# + rows.joined(separator: ",") + "]}"
        return Response(
            status: .ok, headers: [.contentType: "application/json", .contentLength: "\(body.utf8.count)"],
            body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    private func export(_ call: Call) async throws -> Response {
        let format = try call.choice("format", ExportFormat.self) ?? .parquet
        let file = URL(filePath: spoolFolder).appending(path: "export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: spoolFolder, withIntermediateDirectories: true)
        let path = file.path
        let rows =
            switch try call.choice("kind", RecordKind.self) ?? .records {
            case .records:
                try await queries.withRecords(call, withShadows: call.choice("shadow", Flag.self) == .yes) { records, _ in
                    try await queries.store.export(records, to: path, as: format)
                }
            case .actuals:
                try await queries.store.using(
                    queries.store.actuals(of: queries.catalog.entry(of: call).tables, asOf: call.time("as_of"))
                ) { actuals in
                    try await queries.store.export(actuals, to: path, as: format)
                }
            }
        let stream = try FileStream(path: path)
        return Response(
            status: .ok,
            headers: [
                .contentType: format.mediaType, .contentLength: "\(stream.count)",
                .contentDisposition: "attachment; filename=\"records.\(format.rawValue)\"",
                HTTPField.Name("Assay-Rows")!: "\(rows)",  // a literal that is a token
            ],
            body: .init(contentLength: stream.count) { writer in
                try await stream.write { try await writer.write(ByteBuffer(bytes: $0)) }
                try await writer.finish(nil)
            })
    }

    private func labelDelay(_ call: Call) async throws -> Response {
        let store = queries.store
        return try await queries.withRecords(call) { records, entry in
            let actuals = try await store.actuals(of: entry.tables, asOf: try call.time("as_of"))
            let delays = try await store.using(actuals) { actuals in
                try await store.delays(
                    DelayQuery(
                        records: records, time: "timestamp",
                        arrival: .joined(
                            actuals, recordID: "prediction_id", otherID: "prediction_id", arrival: "received_at"),
                        unit: TimeBucket.hour.length))
            }
            return try Response(json: LabelDelayView(delays, records: records.rowCount))
        }
    }
}
