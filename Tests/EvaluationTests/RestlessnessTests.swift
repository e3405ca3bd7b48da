import Domain
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects columns that move by themselves from being told to be computed otherwise, and that the same change of a column that stands still is told.
@Suite struct RestlessnessTests {
    private func found(_ kind: Transformation.Kind, _ parameters: [String: Double] = [:]) -> InferredTransformation {
        InferredTransformation(kind: kind.rawValue, parameters: parameters, share: 1, confidence: 0.9, sentence: "")
    }

    @Test func whatMovesByItselfIsExcused() {
        var random = SplitMix64(seed: 1)
        let values = (0..<8_000).map { _ in random.nextNormal() }
        // By a standard deviation from the first row to the last: the first eighth is some 0.17 off.
        let (still, seasonal) = (
            Restlessness(.numbers(values)), Restlessness(.numbers(values.enumerated().map { $1 + Double($0) / 8_000 }))
        )
        let now = WindowRows.Cells.numbers(values.map { $0 + 3 })
        for kind in [Transformation.Kind.offset, .unit, .affine, .signFlip] {
            let excused = (still.excuses(found(kind), distance: 0.2, now: now), seasonal.excuses(found(kind), distance: 0.2, now: now))
            #expect(!excused.0 && excused.1, "\(kind)")
        }
        // So large a change no stretch has made; and digits do not come with a season.
        let (far, digits) = (seasonal.excuses(found(.unit), distance: 0.6, now: now), seasonal.excuses(found(.rounded), distance: 0.01, now: now))
        #expect(!far && !digits)
    }

    /// A running number is elsewhere in each stretch.
    @Test func aRunningNumberIsExcused() {
        let numbers = (0..<5_000).map(Double.init)
        let isExcused = Restlessness(.numbers(numbers)).excuses(found(.offset), distance: 1, now: .numbers(numbers.map { $0 + 5_000 }))
        #expect(isExcused)
    }

    @Test func aValueThatStaysForLongIsExcused() {
        let seasons = (0..<8_000).map { Double($0 / 2_000) }
        let shuffled = (0..<8_000).map { Double($0 % 4) }
        let now = WindowRows.Cells.numbers(Array(repeating: 2, count: 500))
        let names = WindowRows.Cells.categories(seasons.map { "season \($0)" })
        let excused = [
            Restlessness(.numbers(seasons)).excuses(found(.frozen, ["value": 2]), distance: 0.75, now: now),
            Restlessness(.numbers(shuffled)).excuses(found(.frozen, ["value": 2]), distance: 0.75, now: now),
            Restlessness(names).excuses(found(.frozen), distance: 0.75, now: .categories(["season 2"])),
        ]
        #expect(excused == [true, false, true])
    }

    /// A limit that some stretch keeps by itself, and missing cells that come and go.
    @Test func limitsAndMissingCells() {
        let values = (0..<8_000).map { Double($0 % 100) }
        var rare = values.map { min($0, 80) }
        rare[17] = 85
        let now = WindowRows.Cells.numbers(values.map { min($0, 80) })
        let limits = [rare, values].map { Restlessness(.numbers($0)).excuses(found(.clipped, ["upper": 80]), distance: 0.1, now: now) }
        #expect(limits == [true, false])
        let even = values.map { $0 < 20 ? Double.nan : $0 }
        let bursts = values.enumerated().map { $0 / 1_000 == 3 ? Double.nan : $1 }
        let missing = [even, bursts].map { Restlessness(.numbers($0)).excuses(found(.defaultForNull), distance: 0, now: .numbers(values)) }
        #expect(missing == [false, true])
    }

    /// Rounded multiples have gaps, counts that have grown have none.
    @Test func wholeNumbersContradictFactors() {
        var random = SplitMix64(seed: 2)
        let before = (0..<3_000).map { _ in (100 * random.nextUniform()).rounded() }
        let pounds = before.map { ($0 * 2.20462).rounded() }
        let grown = before.map { _ in (220 * random.nextUniform()).rounded() }
        let unit = found(.unit, ["slope": 2.20462])
        let contradicted = [pounds, grown, before.map { $0 * 2.20462 }].map { WholeNumbers.contradict(unit, .numbers(before), .numbers($0)) }
        #expect(contradicted == [false, true, false])
        // Smaller ones leave no gaps, whole ones make none but their own.
        for slope in [0.4, 60] { #expect(!WholeNumbers.contradict(found(.scale, ["slope": slope]), .numbers(before), .numbers(grown))) }
    }
}
