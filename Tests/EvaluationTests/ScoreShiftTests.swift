import Statistics
import Testing

@testable import Evaluation

/// Protects that a label shift is told from a concept drift by whether scores moved with the truth.
@Suite struct ScoreShiftTests {
    /// Scores around 0.35 of one class and 0.65 of the other.
    private static func side(_ count: Int, positive share: Double, truth: (Int) -> Double, seed: UInt64) -> EvidenceRows.Side {
        var random = SplitMix64(seed: seed)
        let classes = (0..<count).map { _ in random.nextUniform() < share ? 1 : 0 }
        let nothing = [Double](repeating: 0, count: count)
        return EvidenceRows.Side(
            cells: [], times: nothing, scores: classes.map { 0.35 + 0.3 * Double($0) + 0.2 * (random.nextUniform() - 0.5) },
            versions: Array(repeating: nil, count: count), truths: classes.map { truth($0) }, losses: nothing)
    }

    private static let before = side(2_000, positive: 0.4, truth: { Double($0) }, seed: 1)

    @Test func scoresThatMovedWithTheTruthSpeakForALabelShift() throws {
        let after = Self.side(600, positive: 0.6, truth: { Double($0) }, seed: 2)
        let shift = try #require(ScoreShift(before: Self.before, after: after, truth: (0.4, 0.6), overdispersion: 1))
        // A fifth of the records go from one class's mean to the other's.
        #expect(abs(shift.expected - 0.06) < 0.003)
        #expect(abs(shift.observed - shift.expected) < 0.02)
        #expect(shift.favour > 10)
    }

    @Test func scoresThatStayedSpeakAgainstIt() throws {
        let after = Self.side(600, positive: 0.4, truth: { _ in 1 }, seed: 3)
        let shift = try #require(ScoreShift(before: Self.before, after: after, truth: (0.4, 0.6), overdispersion: 1))
        #expect(shift.favour < -10)
    }

    /// Halfway between both there is nothing to tell them apart by, nor where the truth's shares are the same.
    @Test func nothingIsSaidWhereBothExpectTheSame() throws {
        let after = Self.side(600, positive: 0.4, truth: { Double($0) }, seed: 4)
        let shift = try #require(ScoreShift(before: Self.before, after: after, truth: (0.4, 0.4), overdispersion: 1))
        #expect(shift.favour == 0)
    }

    @Test func overdispersedScoresSayLess() throws {
        let after = Self.side(600, positive: 0.6, truth: { Double($0) }, seed: 5)
        let once = try #require(ScoreShift(before: Self.before, after: after, truth: (0.4, 0.6), overdispersion: 1))
        let thrice = try #require(ScoreShift(before: Self.before, after: after, truth: (0.4, 0.6), overdispersion: 3))
        #expect(abs(once.favour - 3 * thrice.favour) < 1e-9)
    }

    @Test func fewScoresSayNothing() {
        #expect(ScoreShift(before: Self.before, after: Self.side(20, positive: 0.6, truth: { Double($0) }, seed: 6), truth: (0.4, 0.6), overdispersion: 1) == nil)
        #expect(ScoreShift(before: Self.side(400, positive: 0, truth: { Double($0) }, seed: 7), after: Self.before, truth: (0, 0.4), overdispersion: 1) == nil)
    }
}
