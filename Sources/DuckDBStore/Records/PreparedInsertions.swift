package import Store

internal import SQLText

extension DuckDBStore: LocalEngine {
    package func prepare(
        _ insertion: Insertion, from base: Int64, answered: [Int: InsertionOutcome], size: Int,
        _ take: (PreparedRows) async throws -> Void
    ) async throws -> [Int: InsertionOutcome] {
        var next = base
        let parts = insertion.parts.map { part in
            defer { next += Int64(part.relation.rowCount) }
            return InsertionStatements(part, of: insertion, base: next)
        }
        let judged = try await runStaging { try $0.judge(parts, answered: answered) }
        for (part, misfitting) in zip(parts, judged.misfitting) {
            let rows = try cursor(over: part.selection(without: judged.left), named: "the request", columns: part.selected)
            while let batch = try await rows.next(size) { try await take(.rows(batch)) }
            for place in misfitting {
                let query = part.misfitSelection(of: place, without: judged.left)
                let cells = try cursor(over: query, named: "the request", columns: misfitColumns)
                while let batch = try await cells.next(size) { try await take(.misfits(batch)) }
            }
        }
        return judged.outcomes
    }
}

/// As of `PreparedRows.misfits`.
let misfitColumns = [
    StoredColumn("row", .integer), StoredColumn("place", .integer), StoredColumn("raw", .text),
]

/// What becomes of requests, before anything of them is kept.
struct JudgedRequests {
    var outcomes: [Int: InsertionOutcome]
    /// Requests of which nothing is taken.
    var left: [Int]
    var receipts: [Int: Receipt] = [:]
    /// For each part the places of cells that do not fit somewhere; none for a part of which nothing is taken.
    var misfitting: [[Int]] = []
    /// For each part whether it has rows that are taken.
    var hasRows: [Bool] = []
}

extension Connection {
    func judge(_ parts: [InsertionStatements], answered: [Int: InsertionOutcome]) throws -> JudgedRequests {
        var outcomes = answered
        for problem in try parts.flatMap({ try refusals(by: $0) }) where outcomes[problem.request] == nil {
            outcomes[problem.request] = .rejected(problem)
        }
        var judged = JudgedRequests(outcomes: outcomes, left: Array(outcomes.keys))
        for part in parts {
            let ofPart = try readReceipts(part, without: judged.left)
            judged.hasRows.append(!ofPart.isEmpty)
            judged.misfitting.append(
                part.cells.indices.filter { place in
                    ofPart.values.contains { $0.misfits.contains { $0.column == part.cells[place].name } }
                })
            judged.receipts.merge(ofPart) { $0.adding($1) }
        }
        judged.outcomes.merge(judged.receipts.mapValues { .accepted($0) }) { old, _ in old }
        return judged
    }
}
