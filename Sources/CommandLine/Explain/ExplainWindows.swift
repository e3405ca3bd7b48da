internal import ArgumentParser
internal import Domain

/// Which windows are compared.
struct ExplainWindows: ParsableArguments {
    @Option(help: ArgumentHelp("Explain production records from this time on; without it, since the change that was found.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Explain production records before this time.", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("Compare with production records from this time on, instead of with the reference.", valueName: "time"))
    var againstFrom: String?

    @Option(help: ArgumentHelp("Compare with production records before this time.", valueName: "time"))
    var againstTo: String?

    /// - Throws: `InputError` for what is no time, or no window.
    func parsed() throws -> (span: Range<Timestamp>?, against: Range<Timestamp>?) {
        let windows = (try Self.window(from, to, "--from", "--to"), try Self.window(againstFrom, againstTo, "--against-from", "--against-to"))
        if let span = windows.0, let against = windows.1, span.overlaps(against) {
            throw InputError("--from and --to, --against-from and --against-to: the windows overlap; a change is between two that do not")
        }
        if windows.0 == nil, windows.1 != nil {
            throw InputError("--against-from and --against-to: say with --from and --to which records are compared with these")
        }
        return windows
    }

    private static func window(_ from: String?, _ to: String?, _ start: String, _ end: String) throws -> Range<Timestamp>? {
        guard from != nil || to != nil else { return nil }
        let first = try from.map { try Timestamp(argument: $0, of: start) } ?? Timestamp(microseconds: .min)
        let last = try to.map { try Timestamp(argument: $0, of: end) } ?? Timestamp(microseconds: .max)
        guard first < last else { throw InputError("\(start), \(end): \(first) is not before \(last)") }
        return first..<last
    }
}
