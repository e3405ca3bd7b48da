import SQLText
import Testing

@testable import ClickHouseStore

/// Protects statements: few comparisons a row however many edges there are, and only names that are used.
@Suite struct RankTests {
    @Test func fewEdgesAreComparedOneByOne() {
        let sql = rank(of: [[1, 2.5].map { SQL.clickHouse($0) }]) { "\($0[0]) <= v" }
        #expect(sql.text == "arrayCount(e0 -> e0 <= v, [(1.0e0), (2.5e0)])")
    }

    @Test func manyEdgesAreComparedByBlocks() {
        let sql = rank(of: [(0..<640).map { SQL.clickHouse(Int64($0)) }]) { "\($0[0]) <= v" }
        #expect(sql.text.hasPrefix("((arrayCount(e0 -> e0 <= v, [63, 127, 191, 255, 319, 383, 447, 511, 575, 639])) * 64 + arrayCount(e0 -> e0 <= v, arraySlice([0, 1,"))
    }

    @Test func onlyNamesThatAreUsedAreGiven() {
        let scan = Scan(from: "t", columns: [], conditions: ["n < 3"], isWhole: true)
            .naming("c0 + 1", "a").naming("a * 2", "b").naming("c1", "unused")
        #expect(scan.select(["sum(b)"], "GROUP BY k").text == "WITH (c0 + 1) AS a, (a * 2) AS b SELECT sum(b) FROM t WHERE n < 3 GROUP BY k")
        #expect(scan.select(["count()"]).text == "SELECT count() FROM t WHERE n < 3 ")
        #expect(scan.where("c0 OR c1").select(["count()"]).text == "SELECT count() FROM t WHERE n < 3 AND (c0 OR c1) ")
    }
}
