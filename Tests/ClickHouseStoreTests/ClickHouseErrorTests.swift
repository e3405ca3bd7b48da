import Store
import Testing

@testable import ClickHouseStore

/// Protects that what a server says when it fails is understood, from old ones and new ones.
@Suite struct ClickHouseErrorTests {
    private static let node = ClickHouseAddress.Node(host: "one", port: 8123)

    @Test(arguments: [
        ("Code: 60, e.displayText() = DB::Exception: Table default.t doesn't exist., e.what() = DB::Exception", 60, "Table default.t doesn't exist."),
        ("Code: 60. DB::Exception: Unknown table t. (UNKNOWN_TABLE) (version 26.9.2.1)", 60, "Unknown table t. (UNKNOWN_TABLE)"),
        ("12\t3\nCode: 159, e.displayText() = DB::Exception: Timeout exceeded, e.what() = DB::Exception", 159, "Timeout exceeded"),
    ])
    func codesAndReasonsAreRead(answer: String, code: Int, message: String) throws {
        let error = try #require(ClickHouseError(answer: answer))
        #expect(error.code == code && error.message == message)
    }

    @Test func othersAnswersAreNone() {
        #expect(ClickHouseError(answer: "<html>502 Bad Gateway</html>") == nil)
        #expect(ClickHouseError(answer: "Code: none") == nil)
    }

    @Test(arguments: [
        (241, StoreError.Kind.engine), (243, .noRoom), (193, .badInput), (516, .badInput), (60, .engine), (279, .unavailable), (nil, .unavailable),
    ] as [(Int?, StoreError.Kind)])
    func kindsAreTold(code: Int?, kind: StoreError.Kind) {
        #expect(ClickHouseError(code: code, message: "x").storeError(at: Self.node).kind == kind)
    }
}
