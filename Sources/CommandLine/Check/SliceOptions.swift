internal import ArgumentParser
internal import Domain
internal import Evaluation
internal import Store

extension StoreError {
    /// The same; of a slice that does not fit it says which flag has it.
    var namingSlice: StoreError { cause is SliceError ? StoreError(kind, "--where: \(description)", cause: cause) : self }
}

/// Which records a command looks at.
struct SliceOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only records of this slice, such as 'age < 25 and region = \"CA\"'. See docs/slices.md.", valueName: "slice"))
    var text: String?

    /// The slice; told before any file is opened when it cannot be read.
    func parsed() throws -> Slice? {
        try text.map { try Self.parsed($0, of: "--where") }
    }

    /// - Parameter place: where it was written, for messages.
    static func parsed(_ text: String, of place: String) throws -> Slice {
        do {
            return try Slice(parsing: text)
        } catch {
            throw InputError("\(place): \(error)")
        }
    }

    /// Keeps the records of `slice` in all parts but the actuals, which are joined with what is left.
    ///
    /// - Returns: what the reader should know of it.
    static func keep(_ slice: Slice, in input: inout CheckInput, of store: any Store) async throws -> String {
        var counts: [String] = []
        func kept(_ relation: Relation, _ part: String) async throws -> Relation {
            let result: Relation
            do {
                result = try await store.filtered(relation, by: slice)
            } catch let error as StoreError {
                throw StoreError(error.kind, "--where: --\(part): \(error.description)", cause: error.cause)
            }
            guard result.rowCount > 0 || relation.rowCount == 0 else {
                throw InputError("--where: none of the \(relation.rowCount) records of --\(part) is in the slice \(slice)")
            }
            counts.append("\(result.rowCount) of \(relation.rowCount) records of --\(part)")
            return result
        }
        if let training = input.training { input.training = try await kept(training, "training") }
        if let validation = input.validation { input.validation = try await kept(validation, "validation") }
        if let reference = input.reference { input.reference = try await kept(reference, "reference") }
        input.current = try await kept(input.current, "current")
        if let candidates = input.candidates { input.candidates = try await kept(candidates, "candidate") }
        return "Only records where \(slice): \(counts.joined(separator: ", "))."
    }
}
