package import Store

/// Something that every engine must do as the store in memory does.
package struct Conformance: Sendable, CustomStringConvertible {
    package let description: String
    private let ask: @Sendable (any Store, inout Answers) async throws -> Void

    /// What a store answered, in the order of the questions.
    package struct Answers {
        fileprivate var given: [(question: String, answer: Any)] = []

        mutating func note(_ question: String, _ answer: Any) { given.append((question, answer)) }

        /// Notes whether bad input is refused as such.
        mutating func noteRefusal(_ question: String, of work: () async throws -> some Any) async {
            do {
                given.append((question, "accepted: \(try await work())"))
            } catch let error as StoreError {
                given.append((question, error.kind == .badInput ? "refused" : "failed: \(error)"))
            } catch {
                given.append((question, "failed: \(error)"))
            }
        }
    }

    init(_ description: String, _ ask: @escaping @Sendable (any Store, inout Answers) async throws -> Void) {
        self.description = description
        self.ask = ask
    }

    /// Where the answers of `store` differ from those of the store in memory; empty when it conforms.
    package func violations(by store: any Store) async throws -> [String] {
        var (expected, actual) = (Answers(), Answers())
        try await ask(InMemoryStore(), &expected)
        try await ask(store, &actual)
        guard expected.given.count == actual.given.count else { return ["another number of answers"] }
        return zip(expected.given, actual.given).flatMap { differences($0.answer, $1.answer, at: $0.question) }
    }

    /// All of them.
    package static let all: [Conformance] =
        relations + slices + columns + hostile + windows + binary + multiclass + regression + labels + delays + repeats + outcomes + rows + codedRows
}

extension Store {
    /// A relation with these columns.
    package func relation(_ columns: [Batch.Column], named name: String = "table") async throws -> Relation {
        let empty = try await makeRelation(
            named: name, columns: columns.map { StoredColumn($0.name, $0.values.type) })
        return try await append(Batch(columns), to: empty)
    }
}

extension Batch.Column {
    /// Doubles, `nil` being null.
    package static func doubles(_ name: String, _ values: [Double?]) -> Self {
        Self(name, .doubles(values.map { $0 ?? 0 }), nulls: values.map { $0 == nil })
    }

    /// Integers, `nil` being null.
    package static func integers(_ name: String, _ values: [Int64?]) -> Self {
        Self(name, .integers(values.map { $0 ?? 0 }), nulls: values.map { $0 == nil })
    }

    /// Texts, `nil` being null.
    package static func texts(_ name: String, _ values: [String?]) -> Self {
        Self(name, .texts(values.map { $0 ?? "" }), nulls: values.map { $0 == nil })
    }

    /// Booleans, `nil` being null.
    package static func booleans(_ name: String, _ values: [Bool?]) -> Self {
        Self(name, .booleans(values.map { $0 ?? false }), nulls: values.map { $0 == nil })
    }

    /// Moments in microseconds, `nil` being null.
    package static func times(_ name: String, _ values: [Int64?]) -> Self {
        Self(name, .timestamps(values.map { $0 ?? 0 }), nulls: values.map { $0 == nil })
    }
}
