internal import ArgumentParser
internal import Foundation
internal import Store

/// Rows that were computed twice, and which of them are the same.
struct PairOptions: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Rows as training computed them.")
    var offline: [String] = []

    @Option(parsing: .upToNextOption, help: "The same rows as serving computed them.")
    var online: [String] = []

    @Option(help: ArgumentHelp("Columns that tell which rows are the same, separated by commas.", valueName: "columns"))
    var key: String?

    @Option(help: ArgumentHelp("Column of times on both sides, where keys come more than once; the nearest are joined.", valueName: "column"))
    var time: String?

    @Option(help: ArgumentHelp("How far apart the times of two rows may be, such as 500ms, 30s, 5m, 2h or 1d.", valueName: "time"))
    var timeTolerance: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Numbers that differ by no more than this part of the larger are equal.", valueName: "share"))
    var tolerance = 1e-6

    var isAsked: Bool { !offline.isEmpty || !online.isEmpty }

    func validate() throws {
        if isAsked {
            guard !offline.isEmpty, !online.isEmpty else { throw ValidationError("Name both sides: --offline FILE and --online FILE.") }
            guard !keys.isEmpty else {
                throw ValidationError("Say which rows are the same with --key COLUMN; without a key compare distributions: --reference FILE --current FILE.")
            }
            guard (time == nil) == (timeTolerance == nil) else {
                throw ValidationError("--time and --time-tolerance go together: a column of times, and how far apart two may be.")
            }
            _ = try reach()
        } else {
            guard key == nil, time == nil else { throw ValidationError("--key and --time join rows of --offline and --online.") }
        }
        guard tolerance >= 0, tolerance < 1 else { throw ValidationError("--tolerance: a number from 0 to less than 1 is wanted, such as 1e-6.") }
    }

    /// The question for pairs, without features, and the files of both sides.
    func open(in store: any FileStore) async throws -> (query: PairQuery, files: [String: [String]]) {
        let left = try await DataFiles.open(offline, as: "offline", in: store)
        let right = try await DataFiles.open(online, as: "online", in: store)
        for name in keys + (time.map { [$0] } ?? []) {
            for (part, side) in [("offline", left), ("online", right)] where side.relation.column(name) == nil {
                throw InputError(
                    "--\(part): \(side.paths.first ?? "") has no column '\(name)', by which rows are joined; it has: "
                        + "\(side.relation.columns.prefix(30).map(\.name).joined(separator: ", ")); name another with --key or --time, or rename it")
            }
        }
        let query = PairQuery(
            offline: left.relation, online: right.relation, keys: keys,
            time: try reach().flatMap { reach in time.map { PairQuery.Time(column: $0, tolerance: reach) } }, features: [], tolerance: tolerance)
        return (query, ["offline": left.paths, "online": right.paths])
    }

    private var keys: [String] { key?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty } ?? [] }

    /// `--time-tolerance` in microseconds.
    private func reach() throws -> Int64? {
        guard let timeTolerance else { return nil }
        let units: [(String, Double)] = [("ms", 1e3), ("s", 1e6), ("m", 60e6), ("h", 3_600e6), ("d", 86_400e6)]
        guard let unit = units.first(where: { timeTolerance.hasSuffix($0.0) }), let number = Double(timeTolerance.dropLast(unit.0.count)),
            number >= 0, number * unit.1 < 1e17
        else { throw ValidationError("--time-tolerance: '\(timeTolerance)' is no time such as 500ms, 30s, 5m, 2h or 1d.") }
        return Int64(number * unit.1)
    }
}
