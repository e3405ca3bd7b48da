/// All that is known of one row, before it is written down.
struct Row: Sendable {
    var index: Int
    var time: Int64
    var receivedAt: Int64
    /// What the model was told.
    var inputs: Person
    /// Whether the failure hit this row's inputs or delivery.
    var isHit = false
    /// The text in the column of `Injection.textColumn`, where it is no number.
    var corruptText: String?
    var actual: Bool
    /// When the label comes; `nil` for never.
    var actualTime: Int64?
    var isNextRelease = false
    var score: Double
    var inSlice = true
}

/// Makes single rows of a segment. A row depends on nothing but scenario, segment and number.
struct RowMaker: Sendable {
    let scenario: Scenario
    let segment: Segment
    let injection: Injection?
    let population = Population()

    func random(_ row: Int, attempt: Int = 0) -> RowRandom {
        RowRandom(seed: scenario.seed, stream: segment.rawValue, row: row, attempt: attempt)
    }

    /// - Parameter failing: `false` for the row as it would have been.
    func row(_ index: Int, at time: Int64, _ moment: Moment, failing: Bool = true) -> Row {
        let strength = failing ? injection?.strength(at: time) ?? 0 : 0
        let own = random(index)
        guard strength > 0, let injection else {
            let person = population.person(own, at: moment)
            return row(
                index, time, person, own, population.observed(person, own), actual: label(of: person, own, nil, 0))
        }
        let (person, random) = changedPerson(index, moment, injection, strength: strength)
        let inSlice = injection.concerns(person)
        let isHit = inSlice && own.uniform(.failurePick) < strength
        var inputs = population.observed(person, random)
        var text: String?
        if isHit, injection.mode == .trainingServingSkew { injection.skew(&inputs) }
        if isHit, injection.mode == .dataQuality {
            if let column = injection.textColumn { text = Injection.corruptText(inputs[column], own) }
            injection.spoil(&inputs)
        }
        var row = row(
            index, time, person, own, inputs, actual: label(of: person, random, injection, strength),
            injection, strength)
        row.corruptText = text
        row.isHit = isHit
        row.inSlice = inSlice
        row.receivedAt += injection.lateness(isHit, own)
        return row
    }

    private func row(
        _ index: Int, _ time: Int64, _ person: Person, _ random: RowRandom, _ inputs: Person, actual: Bool,
        _ injection: Injection? = nil, _ strength: Double = 0
    ) -> Row {
        var row = Row(
            index: index, time: time,
            receivedAt: time + Int64(2.7e6 * portableExp(0.75 * random.normal(.receipt))),
            inputs: inputs, actual: actual, score: 0)
        let evidence = Evidence(inputs)
        var model = RiskModel.production
        var distortion: RiskModel.Distortion?
        if injection?.submode == .newVersion || injection?.submode == .benignRelease {
            row.isNextRelease = true
            model = .nextRelease
            if injection?.mode == .modelRegression {
                distortion = injection?.distortion(for: person, strength: strength)
            }
        }
        var logit = model.logit(evidence, distortion: distortion)
        if segment == .training {
            // The model has seen these labels, and scores them a little too well.
            logit += 0.25 * ((actual ? 1 : 0) - model.probability(logit: logit))
        }
        row.score = model.probability(logit: logit)
        row.actualTime = actualTime(random, time)
        return row
    }

    /// Draws whether the person defaults.
    func label(of person: Person, _ random: RowRandom, _ injection: Injection?, _ strength: Double) -> Bool {
        var distortion: RiskModel.Distortion?
        if let injection, injection.mode == .conceptDrift {
            distortion = injection.distortion(for: person, strength: strength)
        }
        let hidden = random.uniform(.hidden) < 0.5 ? -RiskModel.hidden : RiskModel.hidden
        let logit = RiskModel.truth.logit(Evidence(person), distortion: distortion)
        return random.uniform(.label) < logistic(logit + hidden)
    }

    private func actualTime(_ random: RowRandom, _ time: Int64) -> Int64? {
        guard random.uniform(.neverLabelled) >= scenario.neverLabelled else { return nil }
        let hours = scenario.labelDelayHours * portableExp(scenario.labelDelaySpread * random.normal(.delay))
        return time + Int64(hours * Double(microsecondsPerHour))
    }
}
