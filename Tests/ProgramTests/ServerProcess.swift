import ClickHouseTestKit
import Foundation
import Testing

/// Suites of the built program. One at a time, since each starts servers and fills disks; they wait for processes.
@Suite(.serialized, .ownThreads) enum ProgramTests {}

/// The built program, run as its users run it, on a folder of its own.
final class ServerProcess: Sendable {
    struct Answer {
        var status: Int
        var text: String
    }

    let port: Int
    let identifier: Int32
    private let process: Process

    /// - Throws: when the program ends instead of listening.
    init(data: String, _ flags: [String] = [], needsKeys: Bool = false) throws {
        let process = Program.process(["serve", "--data", data, "--port", "0", "--log-level", "critical"] + (needsKeys ? [] : ["--no-keys"]) + flags)
        let output = Pipe()
        process.standardOutput = output
        try process.runUnblocked()
        var line = ""
        while !line.contains("\n"), case let piece = output.fileHandleForReading.availableData, !piece.isEmpty {
            line += String(decoding: piece, as: UTF8.self)
        }
        let number = line.split(separator: ":").last.flatMap { Int($0.filter(\.isNumber)) }
        self.process = process
        identifier = process.processIdentifier
        port = try #require(number, "the server did not start: \(line)")
    }

    deinit { if process.isRunning { process.terminate() } }

    /// Ends the server as an administrator does; its exit code.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The most memory it has had resident, in MiB.
    var peakMemory: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            return try #require(line.flatMap { Int($0.filter(\.isNumber)) }) / 1024
        }
    }

    func post(
        _ body: [UInt8], as type: String = "application/x-ndjson", to path: String = "/v1/models/m/records", _ headers: String = ""
    ) throws -> Answer { try Self.post(body, as: type, to: path, headers, at: port) }

    /// To a server that may be gone.
    static func post(
        _ body: [UInt8], as type: String = "application/x-ndjson", to path: String = "/v1/models/m/records", _ headers: String = "", at port: Int
    ) throws -> Answer {
        let head = """
            POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: \(type)\r\n\
            Content-Length: \(body.count)\r\n\(headers)\r\n
            """
        return try talk(Array(head.utf8) + body, at: port)
    }

    func post(_ body: String, as type: String = "application/x-ndjson", to path: String = "/v1/models/m/records") throws -> Answer {
        try post(Array(body.utf8), as: type, to: path)
    }

    func get(_ path: String) throws -> Answer {
        try talk(Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8))
    }

    /// Sends bytes, whatever they are, and reads until the server closes.
    func talk(_ bytes: [UInt8]) throws -> Answer { try Self.talk(bytes, at: port) }

    static func talk(_ bytes: [UInt8], at port: Int) throws -> Answer {
        let socket = try RawSocket(port: port)
        socket.send(bytes)
        let text = String(decoding: socket.readToEnd(), as: UTF8.self)
        let status = text.hasPrefix("HTTP/1.1 ") ? Int(text.dropFirst(9).prefix(3)) : nil
        return Answer(status: status ?? 0, text: text)
    }
}

/// The built program.
enum Program {
    /// Beside the tests' own.
    static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "assay").path

    static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    struct Answer {
        var code: Int32
        var output: String
        var complaint: String
    }

    /// Runs it to its end; what it writes must be little.
    static func answer(_ arguments: [String]) throws -> Answer {
        let process = process(arguments)
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.runUnblocked()
        let texts = [output, errors].map { String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }
        process.waitUntilExit()
        return Answer(code: process.terminationStatus, output: texts[0], complaint: texts[1])
    }

    /// Runs it to its end.
    static func run(_ arguments: [String], of executable: String = path) throws -> (code: Int32, complaint: String) {
        let process = process(arguments)
        process.executableURL = URL(fileURLWithPath: executable)
        let errors = Pipe()
        process.standardError = errors
        try process.runUnblocked()
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, complaint)
    }
}

/// A folder that goes when its owner does.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }  // a folder of the system's to clean
}
