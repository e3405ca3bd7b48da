internal import Domain
internal import Store

/// Turns row numbers into the columns of all files.
struct SlabBuilder {
    private let maker: RowMaker
    private let rowCount: Int
    private let end: Int64
    private var records: RecordColumns
    private var actuals = ActualColumns()
    private var candidates = CandidateColumns()
    private var outcomes = Outcomes()

    /// - Parameter rowCount: rows of the whole segment, above which new ids are free.
    init(_ maker: RowMaker, rowCount: Int, capacity: Int) {
        self.maker = maker
        self.rowCount = rowCount
        end = maker.scenario.end.microseconds
        records = RecordColumns(maker.segment, textColumn: maker.injection?.textColumn, capacity: capacity)
    }

    var slab: Slab {
        Slab(records: records.batch, actuals: actuals.batch, candidates: candidates.batch, outcomes: outcomes)
    }

    mutating func add(_ index: Int, at time: Int64, _ moment: Moment) {
        let row = maker.row(index, at: time, moment)
        let hasStarted = maker.injection.map { time >= $0.start } ?? false
        if hasStarted {
            let asItWas = maker.row(index, at: time, moment, failing: false)
            outcomes.afterHadNothingHappened.add(score: asItWas.score, actual: asItWas.actual)
            outcomes.movements.add(expected: asItWas.inputs)
        }
        if maker.injection?.drops(row.isHit) == true { return }
        write(row, id: id(index), receivedAt: row.receivedAt, hasStarted)
        if let injection = maker.injection, injection.repeats(row.isHit) {
            let pause = 1_000_000 + Int64(maker.random(index).uniform(.failureReceipt) * 6e7)
            if injection.newIDs {
                let id = id(rowCount + index)
                write(row, id: id, receivedAt: row.receivedAt + pause, hasStarted)
            } else {
                records.append(row, id: id(index), receivedAt: row.receivedAt + pause)
            }
        }
    }

    private func id(_ number: Int) -> String {
        predictionID(maker.segment.idPrefix, maker.scenario.firstID + number)
    }

    private mutating func write(_ row: Row, id: String, receivedAt: Int64, _ hasStarted: Bool) {
        records.append(row, id: id, receivedAt: receivedAt)
        guard maker.segment != .training else { return }
        let evidence = Evidence(row.inputs)
        let scores = [RiskModel.simplerCandidate, .richerCandidate].map { $0.probability(logit: $0.logit(evidence)) }
        for (version, score) in zip(Simulation.candidateVersions, scores) {
            candidates.append(id: id, version: version, score: score)
        }
        guard maker.segment == .production else { return }
        if let time = row.actualTime, time <= end { actuals.append(id: id, actual: row.actual, time: time) }
        if hasStarted {
            outcomes.after.add(score: row.score, actual: row.actual)
            outcomes.movements.add(row.inputs)
            if maker.injection?.slice != nil {
                if row.inSlice {
                    outcomes.sliceAfter.add(score: row.score, actual: row.actual)
                } else {
                    outcomes.restAfter.add(score: row.score, actual: row.actual)
                }
            }
        } else {
            outcomes.before.add(score: row.score, actual: row.actual)
        }
        outcomes.production.add(score: row.score, actual: row.actual)
        outcomes.logistic.add(score: scores[0], actual: row.actual)
        outcomes.boosted.add(score: scores[1], actual: row.actual)
    }
}
