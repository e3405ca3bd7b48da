internal import ClickHouseStore
internal import Foundation
internal import HTTPServer
internal import Logging

/// How `assay serve` runs.
struct ServeConfiguration {
    /// How log lines are written.
    enum LogFormat: String, CaseIterable {
        case text, json
    }

    var data: StoreFolder
    /// Where everything is kept; `nil` for the folder.
    var cluster: ClickHouseAddress?
    var server: ServerSettings
    var logLevel: Logger.Level
    var logFormat: LogFormat

    /// - Throws: `InputError` naming the flag, the variable or the file's key.
    init(_ values: ServeValues) throws {
        data = try StoreFolder(
            path: values.required(.data), memory: values.integer(.memory, in: 100...10_000_000) ?? 1_000,
            threads: values.integer(.threads, in: 1...1_024), temporary: values.text(.temporary))
        do {
            cluster = try values.text(.store).map { try ClickHouseAddress(parsing: $0) }
        } catch {
            throw InputError("\(ServeSetting.store.flag): \(error)")
        }
        server = ServerSettings()
        server.host = values.required(.host)
        server.port = try values.integer(.port, in: 0...65_535) ?? server.port
        switch (values.text(.tlsCertificate), values.text(.tlsKey)) {
        case (nil, nil): break
        case (let certificate?, let key?): server.tls = .init(certificate: certificate, key: key)
        default: throw InputError("\(ServeSetting.tlsCertificate.flag) and \(ServeSetting.tlsKey.flag) go together; give both")
        }
        server.needsKeys = try values.boolean(.keys)
        server.hasOpenMetrics = try values.boolean(.openMetrics)
        server.requestLimit = try (values.integer(.requestLimit, in: 1...1_000_000) ?? 1_000) * 1_000_000
        let rate = try values.integer(.rateLimit, in: 0...10_000_000) ?? 0
        server.rateLimit = rate == 0 ? nil : Double(rate)
        server.connectionLimit = try values.integer(.connectionLimit, in: 1...1_000_000) ?? server.connectionLimit
        server.idleTimeout = try Self.seconds(.idleTimeout, values)
        server.readTimeout = try Self.seconds(.readTimeout, values)
        server.answerTimeout = try Self.seconds(.answerTimeout, values)
        server.shutdownTimeout = try Self.seconds(.shutdownTimeout, values)
        logLevel = try values.choice(.logLevel)
        logFormat = try values.choice(.logFormat)
    }

    private static func seconds(_ setting: ServeSetting, _ values: ServeValues) throws -> Duration {
        .seconds(try values.integer(setting, in: 1...86_400) ?? 60)
    }
}
