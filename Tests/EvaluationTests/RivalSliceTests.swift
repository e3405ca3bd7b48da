import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects which of several slices is named where columns go together, and how little copies of records tell.
@Suite struct RivalSliceTests {
    private static func column(_ codes: [Int]) -> CodedEvidence.Column {
        let cells = WindowRows.Cells.numbers(codes.map(Double.init))
        return CodedEvidence.Column(before: cells, after: cells, days: nil)
    }

    /// Nine of ten records have the same value in both columns. Losses grew where the first one is 0, whichever slice is said to explain more.
    @Test(arguments: [90.0, 110.0])
    func theSliceWhoseOtherRecordsChangedIsNamed(gain: Double) throws {
        var random = SplitMix64(seed: 1)
        let first = (0..<4_000).map { _ in Int(random.nextUniform() * 4) }
        let second = first.map { random.nextUniform() < 0.9 ? $0 : Int(random.nextUniform() * 4) }
        let losses = first.map { ($0 == 0 ? 0.5 : 0) + random.nextNormal() }
        let columns = [Self.column(first), Self.column(second)]
        let slices = [
            RivalSlice(column: 0, codes: 0...0, isInside: true, gain: gain), RivalSlice(column: 1, codes: 0...0, isInside: true, gain: 100),
            RivalSlice(column: 1, codes: 3...3, isInside: false, gain: 20),
        ]
        func each(_ one: RivalSlice, _ other: RivalSlice) -> Double? {
            let rows = one.rows(of: columns, without: other, \.after)
            #expect(rows.allSatisfy { one.contains(columns[one.column].after[$0]) && !other.contains(columns[other.column].after[$0]) })
            return rows.count < 30 ? nil : rows.reduce(0) { $0 + losses[$1] } / Double(rows.count)
        }
        #expect(try #require(RivalSlice.guilty(slices, each: each)).column == 0)
        // Where too few are of one only the one that explains more is named; what explains little is no rival.
        #expect(RivalSlice.guilty(slices) { _, _ in nil }?.gain == max(gain, 100))
        #expect(RivalSlice.guilty([slices[1], slices[2]]) { one, _ in one.gain < 100 ? 1 : 0 }?.gain == 100)
        #expect(RivalSlice.guilty([]) { _, _ in 1 } == nil)
    }

    private static func side(_ rows: [(name: Int, code: Int)]) -> EvidenceRows.Side {
        let unknown = [Double](repeating: .nan, count: rows.count)
        return EvidenceRows.Side(
            cells: [.numbers(rows.map { Double($0.name) }), .numbers(rows.map { Double($0.code) })], times: rows.indices.map(Double.init), scores: unknown,
            versions: rows.map { _ in nil }, truths: unknown, losses: unknown)
    }

    /// Records drawn again and again from a pool: chi-squares of what they have are as many times too large as the effect says.
    @Test func copiesTellAsLittleAsFewerRecordsDo() {
        var random = SplitMix64(seed: 2)
        let (count, size, codes) = (1_000, 250, 8)
        var (ratio, effects) = (0.0, 0.0)
        for _ in 0..<200 {
            func drawn(_ name: Int) -> (name: Int, code: Int) { (name, Int(random.nextUniform() * Double(codes))) }
            let before = (0..<count).map { drawn($0) }
            let pool = (0..<size).map { drawn(count + $0) }
            let after = (0..<count).map { _ in pool[Int(random.nextUniform() * Double(size))] }
            let effect = CopiedRecords.designEffect(before: Self.side(before), after: Self.side(after))
            let shares = after.reduce(into: [Double](repeating: 0, count: codes)) { $0[$1.code] += 1 }
            let change = ShareChange(expected: [Double](repeating: 1 / Double(codes), count: codes), size: 1e9, observed: shares)
            ratio += change.chiSquare / change.degreesOfFreedom / effect / 200
            effects += effect / 200
        }
        // Of a thousand draws each of 250 comes four times, and its number varies as Poisson's: 1 + 999 / 250. A mean of 200 chi-squares of seven degrees of freedom is known to 4 %.
        #expect(abs(effects - 5) < 0.1 && abs(ratio - 1) < 0.12)
    }

    /// Where a column has few values many records are alike by chance, before as after.
    @Test func whatIsAlikeAnywayIsNoCopy() {
        var random = SplitMix64(seed: 3)
        func drawn(_ count: Int) -> EvidenceRows.Side { Self.side((0..<count).map { _ in (0, Int(random.nextUniform() * 20)) }) }
        #expect(CopiedRecords.designEffect(before: drawn(3_000), after: drawn(1_000)) == 1)
        // A source that answers with the same defaults for a third of the records is no pool of customers.
        let defaults = Self.side((0..<1_000).map { $0 % 3 == 0 ? (-1, 0) : ($0, 1) })
        #expect(CopiedRecords.designEffect(before: Self.side((0..<1_000).map { (-2 - $0, 1) }), after: defaults) == 1)
        #expect(CopiedRecords.designEffect(before: drawn(0), after: drawn(10)) == 1)
    }
}
