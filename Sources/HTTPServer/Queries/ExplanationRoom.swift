internal import Foundation
internal import Store

/// Where explanations are made: with an engine of their own, on copies of records that go again, one at a time. Each takes seconds of all cores.
actor ExplanationRoom {
    private let makeEngine: @Sendable () throws -> any FileEngine
    /// Takes folders with copies.
    private let folder: String
    private var isBusy = false

    /// How long one takes, about.
    private static let seconds = 10

    init(folder: String, makeEngine: @escaping @Sendable () throws -> any FileEngine) {
        self.folder = folder
        self.makeEngine = makeEngine
    }

    /// Calls `body` with an engine and an empty folder, both of which go afterwards.
    ///
    /// - Throws: `Problem` of kind `tooManyRequests` while another explanation is made.
    func using<Answer: Sendable>(_ body: @Sendable (any FileEngine, String) async throws -> Answer) async throws -> Answer {
        guard !isBusy else {
            throw Problem(.tooManyRequests, "another explanation is being made; ask again in some seconds", retryAfter: Self.seconds)
        }
        isBusy = true
        defer { isBusy = false }
        let own = URL(filePath: folder).appending(path: "export-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: own) }  // what stays is removed when the server starts again
        return try await body(makeEngine(), own)
    }
}
