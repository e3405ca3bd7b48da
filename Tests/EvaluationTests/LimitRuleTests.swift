import Domain
import Statistics
import Testing

@testable import Evaluation

/// Protects the rule of the gate: what an estimate beside a limit amounts to, and what that does.
@Suite struct LimitRuleTests {
    private static func requirement(
        _ limit: Limit = Limit(lowest: 0.8), confident: Bool = false, tooFew: Requirement.Effect = .fail, required: Bool = true
    ) -> Requirement {
        Requirement(
            .metric("roc_auc", slices: []), limit: limit, isConfident: confident, leastRows: 100, tooFew: tooFew, isRequired: required,
            place: SourcePlace(file: "gate.yaml", line: 7, column: 3))
    }

    private static func estimate(_ value: Double?, _ lower: Double?, _ upper: Double?, rows: Int = 500) -> JudgedEstimate {
        JudgedEstimate(value: value, lower: lower, upper: upper, rows: rows)
    }

    @Test(arguments: [
        (0.9, 0.85, 0.95, RequirementResult.Outcome.met), (0.82, 0.79, 0.85, .uncertain), (0.8, 0.8, 0.8, .met), (0.79, 0.75, 0.83, .missed),
        (0.7, 0.65, 0.75, .missed),
    ])
    func theEstimateDecidesAndTheIntervalTellsHowSureThatIs(value: Double, lower: Double, upper: Double, outcome: RequirementResult.Outcome) {
        let estimate = Self.estimate(value, lower, upper)
        #expect(Self.requirement().outcome(estimate) == outcome)
        // The same from the other side.
        #expect(Self.requirement(Limit(highest: -0.8)).outcome(Self.estimate(-value, -upper, -lower)) == outcome)
    }

    @Test func twoSidedLimitsHaveTwoEnds() {
        let requirement = Self.requirement(Limit(lowest: -0.1, highest: 0.1))
        #expect(requirement.outcome(Self.estimate(0.02, -0.05, 0.09)) == .met)
        #expect(requirement.outcome(Self.estimate(0.02, -0.05, 0.11)) == .uncertain)
        #expect(requirement.outcome(Self.estimate(-0.05, -0.11, 0.01)) == .uncertain)
        #expect(requirement.outcome(Self.estimate(-0.12, -0.2, -0.04)) == .missed)
    }

    @Test func tooFewRowsAndNumbersThatDoNotExistAreAnOutcomeOfTheirOwn() {
        #expect(Self.requirement().outcome(Self.estimate(0.9, 0.85, 0.95, rows: 99)) == .notEnough)
        #expect(Self.requirement().outcome(Self.estimate(0.1, 0, 0.2, rows: 99)) == .notEnough)
        #expect(Self.requirement().outcome(Self.estimate(nil, nil, nil)) == .notEnough)
        let certain = JudgedEstimate(value: 0.5, rows: 3, isCertain: true)
        #expect(Self.requirement().outcome(certain) == .missed)
    }

    @Test func withoutAnIntervalOnlyWhatNeedsNoneIsMet() {
        #expect(Self.requirement().outcome(Self.estimate(0.9, nil, nil)) == .met)
        #expect(Self.requirement(confident: true).outcome(Self.estimate(0.9, nil, nil)) == .uncertain)
    }

    @Test func effectsAreThoseThatTheFileChooses() {
        let outcomes = RequirementResult.Outcome.allCases
        func effects(_ requirement: Requirement) -> [Requirement.Effect] { outcomes.map { requirement.effect(of: $0) } }
        #expect(outcomes == [.met, .uncertain, .notEnough, .missed])
        #expect(effects(Self.requirement()) == [.pass, .pass, .fail, .fail])
        #expect(effects(Self.requirement(confident: true)) == [.pass, .fail, .fail, .fail])
        #expect(effects(Self.requirement(tooFew: .warn)) == [.pass, .pass, .warn, .fail])
        #expect(effects(Self.requirement(tooFew: .pass)) == [.pass, .pass, .pass, .fail])
        #expect(effects(Self.requirement(confident: true, required: false)) == [.pass, .warn, .warn, .warn])
    }

    /// An interval of a share gets as short as the distance to the limit at about the number of rows that is told.
    @Test(arguments: [(0.83, 100), (0.77, 400), (0.81, 1_000), (0.9, 60)]) func theRowsThatWouldTellDo(share: Double, rows: Int) throws {
        let requirement = Self.requirement()
        func estimate(_ rows: Int) -> JudgedEstimate {
            let interval = ConfidenceInterval.wilson(share: share, size: Double(rows), .ninetyFive)
            return Self.estimate(share, interval.lower, interval.upper, rows: rows)
        }
        guard requirement.isOpen(estimate(rows)) else {
            #expect(requirement.rowsToTell(estimate(rows)) == nil)
            return
        }
        let needed = try #require(requirement.rowsToTell(estimate(rows)))
        #expect(needed > rows)
        // Wilson's intervals are not quite as long as the root of the rows says, and not even around the share.
        #expect(requirement.isOpen(estimate(needed / 2)) && !requirement.isOpen(estimate(needed * 3 / 2)))
    }

    /// A version that is just as good as its limit: by the estimate alone it passes half of the time, confidently in one of forty. Bounds are four
    /// standard errors of 4,000 draws wide, and more by the chance of hitting the limit itself, one in sixty, that counts of whole records leave.
    @Test func whoWantsToBeSureIsSeldomWrong() throws {
        var random = SplitMix64(seed: 4)
        let (draws, rows) = (4_000, 600)
        var passed = (loose: 0, sure: 0, worse: 0)
        func passes(_ requirement: Requirement, _ share: Double) -> Bool {
            let hits = random.nextBinomial(trials: rows, p: share)
            let interval = ConfidenceInterval.wilson(share: Double(hits) / Double(rows), size: Double(rows), .ninetyFive)
            let estimate = Self.estimate(Double(hits) / Double(rows), interval.lower, interval.upper, rows: rows)
            return requirement.effect(of: requirement.outcome(estimate)) == .pass
        }
        for _ in 0..<draws {
            if passes(Self.requirement(), 0.8) { passed.loose += 1 }
            if passes(Self.requirement(confident: true), 0.8) { passed.sure += 1 }
            if passes(Self.requirement(confident: true), 0.78) { passed.worse += 1 }
        }
        #expect((0.46...0.56).contains(Double(passed.loose) / Double(draws)))
        #expect((0.01...0.045).contains(Double(passed.sure) / Double(draws)))
        #expect(Double(passed.worse) / Double(draws) < 0.01)
    }

    @Test func sentencesSayWhatIsKnownAndWhatToDo() {
        func judged(_ requirement: Requirement, _ estimate: JudgedEstimate) -> RequirementResult {
            requirement.judged(.metric, "roc_auc", estimate, advice: "Train.")
        }
        let met = judged(Self.requirement(), Self.estimate(0.9, 0.85, 0.95))
        #expect(met.message == "roc_auc is 0.9 (95 % interval 0.85 to 0.95) of 500 records: at least 0.8." && met.advice == nil)
        let close = judged(Self.requirement(), Self.estimate(0.79999, 0.78, 0.82))
        #expect(close.message == "roc_auc is 0.79999 (95 % interval 0.78 to 0.82) of 500 records, below 0.8; it may be chance, about 2000000000 records would tell."
            || close.message == "roc_auc is 0.79999 (95 % interval 0.78 to 0.82) of 500 records, below 0.8; it may be chance.")
        #expect(close.advice == "Train." && close.effect == .fail)
        let missed = judged(Self.requirement(), Self.estimate(0.7, 0.65, 0.75))
        #expect(missed.message.hasSuffix("below 0.8, beyond chance.") && missed.rowsToTell == nil)
        let open = judged(Self.requirement(confident: true), Self.estimate(0.82, 0.78, 0.86))
        #expect(open.message.hasSuffix("at least 0.8, but its interval is not, about 2000 records would tell."))
        #expect(open.advice == "Bring about 1500 more records, or leave out 'confident' (line 7)." && open.effect == .fail)
        #expect(judged(Self.requirement(), Self.estimate(0.82, 0.78, 0.86)).advice == nil)
        let few = judged(Self.requirement(), Self.estimate(0.9, 0.85, 0.95, rows: 40))
        #expect(few.message == "roc_auc: 40 records, where 100 are asked for.")
        #expect(few.advice == "Bring 60 more records, or set a smaller 'min_rows' or 'too_few: warn' (line 7).")
        let none = judged(Self.requirement(), Self.estimate(nil, nil, nil))
        #expect(none.message == "roc_auc does not exist for these 500 records.")
    }
}
