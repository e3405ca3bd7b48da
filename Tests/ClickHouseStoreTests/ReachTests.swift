import Store
import SQLText
import Testing

@testable import ClickHouseStore

/// Protects which rows count: never one past a writer's last, whoever wrote what.
@Suite struct ReachTests {
    private let first = 1 << RecordWriter.shift
    private let second = 2 << RecordWriter.shift

    @Test func whatIsNewIsBeyondWhatWas() {
        let earlier = Reach(last: [1: Int64(first) + 4])
        let later = Reach(last: [1: Int64(first) + 6, 2: Int64(second)])
        #expect(later.ranges(beyond: earlier) == [Int64(first) + 5...Int64(first) + 6, Int64(second)...Int64(second)])
        #expect(earlier.ranges(beyond: later).isEmpty)
        #expect(later.ranges(beyond: Reach()).first == Int64(first)...Int64(first) + 6)
    }

    @Test func aStretchIsCutAtItsLength() {
        let all = Reach(last: [1: Int64(first) + 9, 2: Int64(second) + 9])
        #expect(all.limited(to: 4, beyond: Reach()).last == [1: Int64(first) + 3])
        #expect(all.limited(to: 12, beyond: Reach()).last == [1: Int64(first) + 9, 2: Int64(second) + 1])
        #expect(all.limited(to: 12, beyond: all.limited(to: 12, beyond: Reach())) == all)
        #expect(all.limited(to: 1_000, beyond: Reach()) == all)
    }

    @Test func nothingIsNoRow() {
        #expect(Reach().condition.text == "n < 0")
        #expect(Reach(last: [1: 7]).condition(beyond: Reach(last: [1: 7])).text == "n < 0")
    }

    @Test func manyWritersAreLookedUp() {
        let few = Reach(last: Dictionary(uniqueKeysWithValues: (1...16).map { (Int64($0), Int64($0) << RecordWriter.shift) }))
        let many = Reach(last: Dictionary(uniqueKeysWithValues: (1...17).map { (Int64($0), Int64($0) << RecordWriter.shift) }))
        #expect(!few.condition.text.contains("transform"))
        #expect(many.condition.text.contains("transform") && many.condition.text.utf8.count < 2_000)
    }

    /// Numbers of tables, columns and shards: another hash would find nothing of what is kept. (Reckoned in Python.)
    @Test func theHashStaysTheSame() {
        #expect([stableHash(""), stableHash("a"), stableHash("prediction-17"), stableHash("ü\0")].map { String($0, radix: 16) } == [
            "efd01f60ba992926", "82a2a958a9bece5b", "7bab59f9d69d8343", "3adc018e49154775",
        ])
    }
}
