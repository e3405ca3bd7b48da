import Store
import Testing

@testable import ClickHouseStore

/// Protects what people write for a cluster, and that a wrong address says what is wrong without telling the password.
@Suite struct ClickHouseAddressTests {
    @Test func everyPartIsRead() throws {
        let address = try ClickHouseAddress(parsing: "clickhouse://me%40home:p%3Aw%2F%25@one:9000,two,[::1]:81/store_1?cluster=my%20own&tls=true&keepalive=false")
        #expect(address.user == "me@home")
        #expect(address.password == "p:w/%")
        #expect(address.nodes.map(\.description) == ["one:9000", "two:8443", "[::1]:81"])
        #expect(address.database == "store_1")
        #expect(address.cluster == "my own")
        #expect(address.usesTLS)
        #expect(address.text == "clickhouse://one:9000,two:8443,[::1]:81/store_1?cluster=my%20own&tls=true&keepalive=false")
    }

    @Test func whatIsNotSaidIsTheUsual() throws {
        let address = try ClickHouseAddress(parsing: "clickhouse://localhost")
        #expect(address.nodes == [.init(host: "localhost", port: 8123)])
        #expect(address.user == "default" && address.password.isEmpty)
        #expect(address.database == "default" && address.cluster == nil && !address.usesTLS)
    }

    @Test(arguments: [
        ("http://localhost", "no address of a ClickHouse server"), ("clickhouse://", "names no host"),
        ("clickhouse://a,,b", "names no host"), ("clickhouse://a:port", "'a:port' is no host and port"),
        ("clickhouse://a:0", "'a:0' is no host and port"), ("clickhouse://a:70000", "'a:70000' is no host and port"),
        ("clickhouse://a/b;DROP", "'b;DROP' has a name of other characters"), ("clickhouse://a?shards=2", "'shards=2' in the address is unknown"),
        ("clickhouse://u:secret%@a", "the password in the address"), ("clickhouse://u:secret%0A@a", "cannot be sent"),
    ])
    func mistakesAreNamed(text: String, complaint: String) throws {
        let error = #expect(throws: StoreError.self) { try ClickHouseAddress(parsing: text) }
        #expect(error?.kind == .badInput)
        #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("secret") == false)
    }
}
