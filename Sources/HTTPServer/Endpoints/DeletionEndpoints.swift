internal import Domain
internal import Evaluation
internal import Hummingbird
internal import Ingest
internal import Store

/// Deletion of a subject's rows.
struct DeletionEndpoints: EndpointGroup {
    let catalog: ModelCatalog
    let store: any RecordStore
    let served: ServedModels

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/models/{model}/deletions", access: .holders(of: .admin),
                .init(
                    id: "deleteRows", summary: "Delete a subject's rows for good",
                    details:
                        "Records, ground truth and texts of cells that did not fit go, in all versions and environments; no question finds them any more. Their bytes leave the disk when the file is written anew. The audit log says how many rows went, not whose.",
                    body: .json(Schemas.deletionRequest), answer: Schemas.deletionAnswer.reference)
            ) { call in try await delete(call) }
        ]
    }

    private func delete(_ call: Call) async throws -> Response {
        let entry = try await catalog.entry(of: call)
        guard let value = try await call.json() else {
            throw Problem(.badRequest, "the body is empty; prediction_ids, or column and value, are wanted")
        }
        let body = try Schemas.deletionRequest.decode(DeletionBody.self, from: value)
        let deletion = try body.deletion
        let isTrial = body.dryRun ?? false
        let counts =
            isTrial
            ? try await store.delete(deletion, from: entry.tables, isTrial: true)
            : try await store.delete(deletion, from: entry.tables, by: call.caller.author)
        if !isTrial { await served.forgetPlan(of: entry.tables) }
        return try Response(json: DeletionView(counts, isTrial: isTrial))
    }
}

private struct DeletionBody: Decodable {
    var predictionIDs: [String]?
    var column: String?
    var value: String?
    var dryRun: Bool?

    private enum CodingKeys: String, CodingKey {
        case column, value
        case predictionIDs = "prediction_ids"
        case dryRun = "dry_run"
    }

    /// - Throws: `Problem` when it does not say whose rows, or says so twice.
    var deletion: Deletion {
        get throws {
            switch (predictionIDs, column, value) {
            case (let identities?, nil, nil) where !identities.isEmpty: return .identities(identities)
            case (nil, let column?, let value?): return .value(column: column, text: value)
            case (_?, nil, nil): throw Self.problem("empty; name at least one", field: "prediction_ids")
            case (nil, _?, nil): throw Self.problem("missing; say which of the column", field: "value")
            case (nil, nil, _?): throw Self.problem("missing; say of which column the value is", field: "column")
            case (nil, nil, nil): throw Self.problem("missing; or send column and value", field: "prediction_ids")
            default: throw Self.problem("sent with column or value; send one or the other", field: "prediction_ids")
            }
        }
    }

    private static func problem(_ detail: String, field: String) -> Problem {
        Problem(.unprocessable, "whose rows? send prediction_ids, or column and value", faults: [.init(detail, field: field)])
    }
}

/// What a deletion did, or would do.
private struct DeletionView: Encodable {
    var records: Int
    var actuals: Int
    var misfits: Int
    var dryRun: Bool

    init(_ counts: DeletionCounts, isTrial: Bool) {
        records = counts.records
        actuals = counts.actuals
        misfits = counts.misfits
        dryRun = isTrial
    }

    private enum CodingKeys: String, CodingKey {
        case records, actuals, misfits
        case dryRun = "dry_run"
    }
}
