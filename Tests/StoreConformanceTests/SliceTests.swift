import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

/// Protects slices in use: what they keep is what docs/slices.md says, in every engine.
@Suite struct SliceTests {
    enum Engine: CaseIterable {
        case memory, duckDB

        func store() throws -> any Store { self == .memory ? InMemoryStore() : try DuckDBStore() }
    }

    /// A slice and the places of the rows it keeps, written down by hand.
    private static let examples: [(String, [Double])] = [
        ("age < 25", [0]), ("not age < 25", [1, 2, 3, 4]), ("age != 25", [0, 2, 3]), ("not (age = 25)", [0, 2, 3, 4]),
        ("age not in (25)", [0, 2, 3]), ("age between 24 and 26", [0, 1, 2]), ("income > 0", [1, 2]), ("income <= 1e308", [0, 1]),
        ("not income > 0", [0, 3, 4]), ("is_nan(income)", [3]), ("is_null(income)", [4]), ("not is_nan(income)", [0, 1, 2, 4]),
        ("income != 0", [0, 1, 2]), ("is_member", [0, 3]), ("not is_member", [1, 2, 4]), ("is_member = false", [1, 2]),
        ("region = \"CA\" or region = ''", [0, 3]), ("contains(region, \"A\")", [0]), ("starts_with(region, \"N\")", [1, 2]),
        ("region < \"NV\"", [0, 1, 3]), ("asked >= \"2026-03-01\"", [1, 2]), ("asked < '2026-03-01T01:00:00+01:00'", [0]),
        ("age < 26 and region in (\"CA\", \"NV\") and not is_null(income)", [0]),
    ]

    @Test(arguments: Engine.allCases, examples)
    func keepsTheRowsThatAreMeant(engine: Engine, expected: (text: String, places: [Double])) async throws {
        let store = try engine.store()
        let midnight: Int64 = 1_772_323_200_000_000
        let relation = try await store.relation([
            .init("place", .integers([0, 1, 2, 3, 4])), .integers("age", [24, 25, 26, 100, nil]),
            .doubles("income", [-3, 5, .infinity, .nan, nil]), .booleans("is_member", [true, false, false, true, nil]),
            .texts("region", ["CA", "NH", "NV", "", nil]), .times("asked", [midnight - 1, midnight, midnight + 1, nil, nil]),
        ])
        let part = try await store.filtered(relation, by: Slice(parsing: expected.text))
        #expect(part.rowCount == expected.places.count)
        #expect(try await store.values(of: "place", in: part, by: .whole).flatMap(\.values).sorted() == expected.places)
    }

    /// Random slices of random records: both engines keep the same ones, and a slice and its negation part them.
    @Test(arguments: 0..<8)
    func enginesAgreeAndNegationParts(seed: Int) async throws {
        var random = RandomSlices(seed: UInt64(seed))
        let batch = random.batch(rows: 60)
        let (plain, engine) = (InMemoryStore() as any Store, try DuckDBStore() as any Store)
        let relations = (try await plain.relation(batch.columns), try await engine.relation(batch.columns))
        for _ in 0..<60 {
            let slice = try Slice(random.expression())
            let (expected, rows) = try await kept(slice, of: relations.0, in: plain)
            let (actual, counted) = try await kept(slice, of: relations.1, in: engine)
            #expect(actual == expected && counted == rows && rows == expected.count, "\(slice)")
            let (others, _) = try await kept(Slice(.not(slice.expression)), of: relations.1, in: engine)
            #expect((actual + others).sorted() == (0..<60).map(Double.init), "\(slice)")
        }
    }

    private func kept(_ slice: Slice, of relation: Relation, in store: any Store) async throws -> (places: [Double], rows: Int) {
        let part = try await store.filtered(relation, by: slice)
        return (try await store.values(of: "place", in: part, by: .whole).flatMap(\.values).sorted(), part.rowCount)
    }

    @Test(arguments: Engine.allCases)
    func complaintsNameTheRelationAndThePlace(engine: Engine) async throws {
        let store = try engine.store()
        let relation = try await store.relation([.integers("age", [1])], named: "train.csv")
        let error = await #expect(throws: StoreError.self) {
            try await store.filtered(relation, by: Slice(parsing: "true_age < 3 or agee < 3"))
        }
        #expect(error?.kind == .badInput)
        #expect(error?.description.hasPrefix("train.csv: no column 'true_age': there are age (character 1)\n") == true)
        #expect((error?.cause as? SliceError)?.offset == 1)
    }
}
