internal import Domain
internal import DuckDBStore
internal import Foundation
internal import Store

extension StoreFolder {
    /// Opens a store that must be there: nothing is made by mistake.
    func openExisting() throws -> DuckDBStore {
        guard FileManager.default.fileExists(atPath: file) else {
            throw InputError("--data: there is no store in \(path); check the folder")
        }
        return try open()
    }
}

extension RecordStore {
    /// The tables of a model that must be there.
    func tables(of model: String) async throws -> RecordTables {
        let all = try await recordTables()
        if let tables = all.first(where: { $0.model == model }) { return tables }
        let known = all.map(\.model).sorted()
        throw InputError(
            "--model: there is no model '\(model)'; "
                + (known.isEmpty ? "the store is empty" : "there are: \(known.prefix(20).joined(separator: ", "))"))
    }
}

extension Timestamp {
    /// A time or a date that was given to a flag.
    init(argument text: String, of flag: String) throws {
        guard let time = Timestamp(iso8601: text.count == 10 ? text + "T00:00:00Z" : text) else {
            throw InputError("\(flag): '\(text)' is no time such as 2026-01-31 or 2026-01-31T12:00:00Z")
        }
        self = time
    }
}
