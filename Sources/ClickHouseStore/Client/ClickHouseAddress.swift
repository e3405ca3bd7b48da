internal import Foundation
package import Store

/// Where a ClickHouse server or cluster answers, and as whom to ask.
///
/// Written as a URL: `clickhouse://user:password@one:8123,two:8123/database?cluster=main&tls=true`. Every node of a cluster
/// is listed: tables are made on each of them, and questions go to the first that answers.
package struct ClickHouseAddress: Sendable, Hashable {
    package struct Node: Sendable, Hashable, CustomStringConvertible {
        package var host: String
        package var port: Int
        package var description: String { "\(host):\(port)" }
    }

    package var nodes: [Node]
    package var user: String
    package var password: String
    package var database: String
    /// The cluster's name in the servers' configuration; `nil` for a single server.
    package var cluster: String?
    package var usesTLS: Bool
    /// Whether connections stay open from one statement to the next. Servers that send an answer in two pieces make each of
    /// them wait for 40 ms on a connection that has been open for a while (Nagle's algorithm and delayed acknowledgement).
    package var keepsConnections = true

    package static let scheme = "clickhouse://"

    /// - Throws: `StoreError` of kind `badInput` that says what is wrong with the text, without the password in it.
    package init(parsing text: String) throws(StoreError) {
        let expected = "expected such as clickhouse://user:password@host:8123/database?cluster=main"
        guard text.hasPrefix(Self.scheme) else { throw StoreError(.badInput, "this is no address of a ClickHouse server: \(expected)") }
        let rest = text.dropFirst(Self.scheme.count)
        let (main, query) = Self.halves(rest, at: "?")
        let (place, path) = Self.halves(main, at: "/")
        var hosts = place
        (user, password) = ("default", "")
        if let sign = place.lastIndex(of: "@") {
            let (name, secret) = Self.halves(place[..<sign], at: ":")
            user = try Self.decoded(name, as: "the user's name")
            password = try Self.decoded(secret ?? "", as: "the password")
            hosts = place[place.index(after: sign)...]
        }
        database = path.map(String.init) ?? ""
        if database.isEmpty { database = "default" }
        // It becomes part of statements, and of paths where replicas meet.
        guard database.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || Character(UnicodeScalar($0)).isASCIILetterOrDigit }) else {
            throw StoreError(.badInput, "the database '\(database)' has a name of other characters than letters, digits and _")
        }
        (cluster, usesTLS) = (nil, false)
        for setting in (query ?? "").split(separator: "&") {
            let (name, value) = Self.halves(setting, at: "=")
            switch (name, value.map(String.init)) {
            case ("cluster", let value?) where !value.isEmpty: cluster = try Self.decoded(Substring(value), as: "the cluster's name")
            case ("tls", "true"?): usesTLS = true
            case ("tls", "false"?): usesTLS = false
            case ("keepalive", "true"?): keepsConnections = true
            case ("keepalive", "false"?): keepsConnections = false
            default: throw StoreError(.badInput, "'\(setting)' in the address is unknown: there are cluster=NAME, tls=true and keepalive=false")
            }
        }
        nodes = []
        for host in hosts.split(separator: ",", omittingEmptySubsequences: false) {
            nodes.append(try Self.node(host, defaultPort: usesTLS ? 8443 : 8123, expected: expected))
        }
    }

    /// As it is written; without the user.
    package var text: String {
        var settings = cluster.flatMap { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) }.map { ["cluster=\($0)"] } ?? []
        if usesTLS { settings.append("tls=true") }
        if !keepsConnections { settings.append("keepalive=false") }
        return Self.scheme + nodes.map(\.description).joined(separator: ",") + "/" + database
            + (settings.isEmpty ? "" : "?" + settings.joined(separator: "&"))
    }

    /// `host`, `host:port` or `[::1]:port`.
    private static func node(_ text: Substring, defaultPort: Int, expected: String) throws(StoreError) -> Node {
        var (host, port) = (text, Substring())
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            (host, port) = (text[..<colon], text[text.index(after: colon)...])
            guard let number = Int(port), (1...65_535).contains(number), !host.isEmpty else {
                throw StoreError(.badInput, "'\(text)' is no host and port: \(expected)")
            }
            return Node(host: String(host), port: number)
        }
        guard !host.isEmpty else { throw StoreError(.badInput, "the address names no host: \(expected)") }
        return Node(host: String(host), port: defaultPort)
    }

    private static func halves(_ text: Substring, at separator: Character) -> (Substring, Substring?) {
        guard let place = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<place], text[text.index(after: place)...])
    }

    private static func decoded(_ text: Substring, as what: String) throws(StoreError) -> String {
        guard let decoded = String(text).removingPercentEncoding else {
            throw StoreError(.badInput, "\(what) in the address is not written as in a URL: write % as %25")
        }
        guard !decoded.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw StoreError(.badInput, "\(what) in the address has a character that cannot be sent, such as the end of a line")
        }
        return decoded
    }
}

extension Character {
    fileprivate var isASCIILetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}
