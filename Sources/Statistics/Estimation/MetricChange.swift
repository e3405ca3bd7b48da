/// How a metric of some records moves with their outcomes, with their calibration and with which records they are: to the first order.
struct MetricChange: Sendable {
    /// Of each cell, for one record that turns from negative to positive.
    var byOutcome: [Double]
    /// Of each of the calibrator's blocks, for its value.
    var byBlock: [Double]
    /// From outcomes that are chance.
    var outcomeVariance: Double
    /// From which records came.
    var recordVariance: Double
}

/// Cells with what the calibrator says of them, found once for all metrics.
struct CalibratedRecords: Sendable {
    let cells: ExpectedCells
    /// The block of each cell, and the share that the next block has.
    let places: [(block: Int, next: Double)]
    /// `p (1 - p)` of one record of each cell.
    let variances: [Double]
    /// How much each cell's probability moves with the calibrator's.
    private let slopes: [Double]
    private let blockCount: Int

    /// - Parameters:
    ///   - decisions: the records by score; those predicted positive are its positives.
    ///   - shift: of what scores mean, since the calibrator's records.
    init(_ decisions: ScoreHistogram, _ calibrator: ScoreCalibrator, after shift: CalibrationShift? = nil) {
        let plain = ExpectedCells(decisions, calibrator)
        blockCount = calibrator.blockCount
        places = plain.cells.map { cell in
            let parts = calibrator.parts(of: cell.score)
            return (parts[0].block, parts.count > 1 ? parts[1].share : 0)
        }
        let outcomes = plain.cells.map { calibrator.outcomeVariance(of: $0.score) }
        guard let shift else {
            cells = plain
            variances = outcomes
            slopes = [Double](repeating: 1, count: outcomes.count)
            return
        }
        let shifted = plain.cells.map { cell in
            var cell = cell
            cell.probability = shift.probability(of: cell.score, plain: cell.probability)
            return cell
        }
        cells = ExpectedCells(shifted)
        slopes = plain.cells.map { shift.slope(plain: $0.probability) }
        // Blocks in which all records agree are not certain of what they say after a shift either.
        variances = plain.cells.indices.map { place in
            let (before, now) = (plain.cells[place].probability, shifted[place].probability)
            return Swift.max(0, outcomes[place] - before * (1 - before) + now * (1 - now))
        }
    }

    func change(_ gradient: MetricGradient) -> MetricChange {
        var change = MetricChange(
            byOutcome: zip(gradient.byPositive, gradient.byNegative).map { $0 - $1 },
            byBlock: [Double](repeating: 0, count: blockCount), outcomeVariance: 0, recordVariance: 0)
        for (index, cell) in cells.cells.enumerated() {
            let flip = change.byOutcome[index]
            let place = places[index]
            let move = cell.count * flip * slopes[index]
            change.byBlock[place.block] += (1 - place.next) * move
            if place.next > 0 { change.byBlock[place.block + 1] += place.next * move }
            change.outcomeVariance += cell.count * variances[index] * flip * flip
            let mean = cell.probability * gradient.byPositive[index] + (1 - cell.probability) * gradient.byNegative[index]
            change.recordVariance += cell.count * mean * mean
        }
        return change
    }
}

/// The chance in the reference's labels, and what it does to estimates.
///
/// A label moves its block's value, or those of the two blocks that its score lies between, by its share divided by the block's records. So the
/// covariance of what labels add to the blocks has a diagonal and one line beside it.
struct LabelSpread: Sendable {
    private let records: CalibratedRecords
    /// Variance of the labels' sum in each block, and covariance with the next.
    private var own: [Double]
    private var withNext: [Double]
    private let sizes: [Double]

    init(_ reference: CalibratedRecords, _ calibrator: ScoreCalibrator) {
        records = reference
        sizes = (0..<calibrator.blockCount).map { calibrator.effectiveSize(ofBlock: $0) }
        own = [Double](repeating: 0, count: sizes.count)
        withNext = own
        for (index, cell) in reference.cells.cells.enumerated() {
            let (block, next) = reference.places[index]
            let variance = cell.count * reference.variances[index]
            own[block] += variance * (1 - next) * (1 - next)
            if next > 0 {
                own[block + 1] += variance * next * next
                withNext[block] += variance * next * (1 - next)
            }
        }
    }

    /// Of the difference of two expectations.
    func variance(_ change: MetricChange, minus other: MetricChange) -> Double {
        quadratic(moves(change, minus: other))
    }

    /// Of an expectation, plus the reference's metric by its labels, minus the reference's expectation.
    func variance(_ change: MetricChange, anchoredAt reference: MetricChange) -> Double {
        let moves = moves(change, minus: reference)
        var variance = quadratic(moves)
        for (index, cell) in records.cells.cells.enumerated() {
            let flip = reference.byOutcome[index]
            let (block, next) = records.places[index]
            let move = (1 - next) * moves[block] + (next > 0 ? next * moves[block + 1] : 0)
            variance += cell.count * records.variances[index] * flip * (flip + 2 * move)
        }
        return Swift.max(0, variance)
    }

    /// Of each block, for one label in it.
    private func moves(_ change: MetricChange, minus other: MetricChange) -> [Double] {
        sizes.indices.map { sizes[$0] > 0 ? (change.byBlock[$0] - other.byBlock[$0]) / sizes[$0] : 0 }
    }

    private func quadratic(_ moves: [Double]) -> Double {
        var sum = 0.0
        for block in moves.indices {
            sum += own[block] * moves[block] * moves[block]
            if block + 1 < moves.count { sum += 2 * withNext[block] * moves[block] * moves[block + 1] }
        }
        return sum
    }
}
