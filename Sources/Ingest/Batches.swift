internal import Domain
internal import FoundationEssentials
internal import Store

/// Submissions on their way into the store together: what is staged of them, and what each is answered.
struct Batches {
    private let preparation: Preparation
    private(set) var answers: [Result<IngestAnswer, any Error>] = []
    private(set) var insertions: [Insertion] = []
    /// What was staged here; to be released in any case.
    private(set) var relations: [Relation] = []
    /// For each insertion the submission of each of its requests.
    private var members: [[Int]] = []
    private var submissions: [Submission] = []

    init(preparation: Preparation) { self.preparation = preparation }

    mutating func stage(_ entries: [(submission: Submission, rows: SubmittedRows)]) async throws {
        submissions = entries.map(\.submission)
        answers = submissions.map { submission in
            // What holds for rows that are not there.
            .success(.init(model: submission.request.model, receipt: Receipt(rows: 0, withoutID: 0, misfits: [])))
        }
        var groups: [Submission.Group: [Int]] = [:]
        var order: [Submission.Group] = []
        for (index, entry) in entries.enumerated() {
            switch entry.rows {
            case .staged(let parts):
                try await add(parts, of: [index])
            case .lines(let block):
                let group = Submission.Group(entry.submission.request, areBodies: block.areBodies)
                if groups.updateValue((groups[group] ?? []) + [index], forKey: group) == nil { order.append(group) }
            }
        }
        for group in order {
            guard let members = groups[group] else { continue }
            let blocks = members.compactMap { if case .lines(let block) = entries[$0].rows { block } else { nil } }
            let rows = try await preparation.stage(.lines(LineBlock(joining: blocks)), for: group.model, group.kind)
            relations.append(rows.relation)
            for problem in rows.problems { refuse(members[problem.request], for: problem) }
            try await add([rows], of: members)
        }
    }

    private mutating func add(_ parts: [StagedRows], of members: [Int]) async throws {
        guard let first = members.first else { return }
        let request = submissions[first].request
        do {
            let prepared = try await preparation.prepare(parts, for: request.model, request.kind, by: request.author)
            let actual = prepared.model.sources["actual"] ?? "actual"
            var keys: [Int: IdempotencyKey] = [:]
            for (place, member) in members.enumerated() {
                guard case .success = answers[member] else { continue }
                answers[member] = .success(
                    .init(
                        model: request.model, receipt: Receipt(rows: 0, withoutID: 0, misfits: []),
                        newColumns: prepared.newColumns, ignoredColumns: parts.flatMap(\.ignoredNames)))
                keys[place] = submissions[member].request.idempotencyKey.map {
                    IdempotencyKey(key: $0, fingerprint: submissions[member].fingerprint)
                }
            }
            insertions.append(
                Insertion(
                    parts: parts, kind: request.kind, tables: prepared.model.tables, sources: prepared.model.sources,
                    environment: request.environment, version: request.version, receivedAt: Timestamp(.now),
                    bringsActuals: parts.contains { $0.relation.column(actual) != nil }, keys: keys))
            self.members.append(members)
        } catch let error as IngestError {
            fail(members, error)
        } catch let error as ModelError {
            fail(members, IngestError(.unreadable, error.description))
        }
    }

    private mutating func fail(_ members: [Int], _ error: IngestError) {
        for member in members {
            if case .success = answers[member] { answers[member] = .failure(error) }
        }
    }

    private mutating func refuse(_ member: Int, for problem: StagedRows.Problem) {
        answers[member] = .failure(IngestError(.unreadable, problem.reason, line: problem.line))
    }

    /// Takes in what the store says of each insertion.
    mutating func note(_ outcomes: [[Int: InsertionOutcome]]) {
        for (members, outcomes) in zip(members, outcomes) {
            for (place, outcome) in outcomes {
                let member = members[place]
                guard case .success(var answer) = answers[member] else { continue }
                switch outcome {
                case .accepted(let receipt):
                    answer.receipt = receipt
                    answers[member] = .success(answer)
                case .rejected(let problem):
                    refuse(member, for: problem)
                case .repeated(submissions[member].fingerprint, let receipt):
                    answer.receipt = receipt
                    answer.isRepeated = true
                    answers[member] = .success(answer)
                case .repeated:
                    answers[member] = .failure(
                        IngestError(
                            .keyReused,
                            "Idempotency-Key: it was used for a request with another body; take a new key for each request"))
                }
            }
        }
    }
}

extension Submission.Group {
    init(_ request: IngestRequest, areBodies: Bool) {
        self.init(
            model: request.model, kind: request.kind, environment: request.environment, version: request.version,
            areBodies: areBodies)
    }
}

extension LineBlock {
    /// One block of several requests' blocks, each being a request of it.
    fileprivate init(joining blocks: [LineBlock]) {
        guard let first = blocks.first, blocks.count > 1 else {
            self = blocks.first ?? LineBlock()
            return
        }
        self.init(areBodies: first.areBodies)
        bytes.reserveCapacity(blocks.reduce(0) { $0 + $1.bytes.count })
        for (request, block) in blocks.enumerated() {
            let start = bytes.count
            bytes += block.bytes
            lines += block.lines.map {
                Line(request: request, number: $0.number, bytes: ($0.bytes.lowerBound + start)..<($0.bytes.upperBound + start))
            }
        }
    }
}
