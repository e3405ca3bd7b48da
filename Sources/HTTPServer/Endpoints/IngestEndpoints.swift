internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Ingest
internal import NIOCore
internal import Store

/// Records and ground truth on their way in.
struct IngestEndpoints: EndpointGroup {
    let ingestor: Ingestor
    let metrics: MetricRegistry

    var endpoints: [Endpoint] {
        [
            endpoint(
                .records, id: "sendRecords", summary: "Send predictions with their inputs",
                details: "A model that nobody has described is made of its first records, and waits to be confirmed.",
                parameters: [
                    .init(
                        name: "environment", description: "For rows that do not say; usual: production.",
                        schema: .choiceSchema(Domain.Environment.allCases.map(\.rawValue))),
                    .init(name: "version", description: "The model's version, for rows that do not say.", schema: .textSchema()),
                ]),
            endpoint(
                .actuals, id: "sendActuals", summary: "Send ground truth",
                details: "Before or after its prediction, twice or corrected: the last to arrive holds.", parameters: []),
        ]
    }

    private func endpoint(
        _ kind: RecordKind, id: String, summary: String, details: String, parameters: [OperationDescription.Parameter]
    ) -> Endpoint {
        Endpoint(
            .post, "/v1/models/{model}/\(kind.rawValue)", access: .holders(of: .ingest),
            .init(
                id: id, summary: summary, details: details + " The answer comes when all rows are durable.",
                parameters: parameters + [
                    .init(
                        name: "Idempotency-Key", place: "header",
                        description: "A name for this request: sending it again stores nothing more.",
                        schema: .textSchema(limit: 200)),
                    .init(
                        name: "Content-Encoding", place: "header", description: "How the body is packed.",
                        schema: .choiceSchema(["identity", "gzip", "zstd"])),
                ],
                body: .init(content: Self.content(kind)), answer: Schemas.ingestAnswer.reference,
                problems: [.tooManyRequests, .conflict])
        ) { call in try await ingest(kind, call) }
    }

    private func ingest(_ kind: RecordKind, _ call: Call) async throws -> Response {
        let model = try call.model()
        let request = IngestRequest(
            model: model, kind: kind, format: try format(of: call), coding: try coding(of: call),
            environment: try call.environment(), version: call.query("version"),
            idempotencyKey: call.request.headers[.idempotencyKey], author: call.caller.author)
        let body = try call.body(upTo: call.settings.requestLimit).map { [metrics] bytes in
            metrics.add(bytes.readableBytes, to: "assay_ingest_bytes_total", ["kind": kind.rawValue])
            return ArraySlice(bytes.readableBytesView)
        }
        metrics.shift("assay_ingest_queue_depth", by: 1)
        defer { metrics.shift("assay_ingest_queue_depth", by: -1) }
        do {
            let answer = try await ingestor.ingest(request, body: body)
            if !answer.isRepeated { metrics.add(answer.receipt.rows, to: "assay_ingest_rows_total", ["kind": kind.rawValue]) }
            return try Response(json: answer)
        } catch let error as IngestError {
            guard error.kind == .unknownModel, kind == .actuals else { throw error }
            throw Problem.unknownModel(model)
        }
    }

    private func format(of call: Call) throws -> IngestFormat {
        guard let type = call.mediaType, let format = IngestFormat(mediaType: type) else {
            throw Problem(
                .unsupportedMediaType,
                "Content-Type: one of application/x-ndjson, application/json, text/csv, application/vnd.apache.parquet is wanted")
        }
        return format
    }

    private func coding(of call: Call) throws -> ContentCoding {
        guard let header = call.request.headers[.contentEncoding] else { return .identity }
        guard let coding = ContentCoding(header: header) else {
            throw Problem(.unsupportedMediaType, "Content-Encoding: one of gzip, zstd, identity is wanted")
        }
        return coding
    }

    private static func content(_ kind: RecordKind) -> [String: JSONValue] {
        let row: JSONValue = ["type": "object"]
        let columns = kind == .records ? "prediction_id, timestamp, and the model's columns" : "prediction_id, actual, actual_timestamp"
        return [
            "application/x-ndjson": .textSchema("One JSON object a line: \(columns)."),
            "application/json": ["oneOf": [row, .arraySchema(of: row)]],
            "text/csv": .textSchema("The first line names the columns."),
            "application/vnd.apache.parquet": .textSchema(format: "binary"),
        ]
    }
}

extension HTTPField.Name {
    // A token, as names of fields must be.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
