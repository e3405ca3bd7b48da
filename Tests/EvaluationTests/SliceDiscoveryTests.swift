import Domain
import DuckDBStore
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what `assay slices` tells: planted slices are found and written as people would, nothing is found where nothing is, and every
/// slice holds for just the records that were counted.
@Suite struct SliceDiscoveryTests {
    private static func options(_ rank: SliceDiscoveryOptions.Rank = .worst, loss: PredictionLoss? = nil) -> SliceDiscoveryOptions {
        SliceDiscoveryOptions(loss: loss, rank: rank, version: "0")
    }

    /// Records of a model that errs in a fifth of the cases, and in another share where the two say so.
    private static func records(
        _ store: any Store, rows: Int, seed: UInt64, wrong: (_ age: Int, _ region: String, _ income: Double?) -> Double
    ) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        let ages = (0..<rows).map { _ in Int.random(in: 18..<80, using: &random) }
        let regions = (0..<rows).map { _ in ["north", "south", "east", "west"].randomElement(using: &random) ?? "" }
        let incomes = (0..<rows).map { _ in Int.random(in: 0..<10, using: &random) == 0 ? nil : 1_000 * (1 + 9 * random.nextUniform()) }
        let actuals = (0..<rows).map { _ in Int64.random(in: 0...1, using: &random) }
        let labels = (0..<rows).map { row in
            random.nextUniform() < wrong(ages[row], regions[row], incomes[row]) ? 1 - actuals[row] : actuals[row]
        }
        return try await store.relation([
            .integers("age", ages.map(Int64.init)), .texts("region", regions), .doubles("income", incomes), .integers("prediction_label", labels),
            .integers("actual", actuals), .integers("noise", (0..<rows).map { _ in Int64.random(in: 0..<100, using: &random) }),
        ])
    }

    @Test func plantedSlicesAreFound() async throws {
        let store = try DuckDBStore()
        let records = try await Self.records(store, rows: 12_000, seed: 1) { age, region, income in
            age < 30 && region == "north" ? 0.6 : income == nil ? 0.45 : 0.2
        }
        let report = try await SliceDiscovery(store: store, options: Self.options(loss: .zeroOne)).report(on: .init(current: records))
        #expect(report.slices.count == 2)
        let young = try #require(report.slices.first { $0.slice.contains("north") })
        // The cut may lie a year or two beside 30: it is chosen among those between equal masses.
        #expect(young.slice.wholeMatch(of: /age < (2[89]|3[012]) and region = "north"/) != nil, "\(young.slice)")
        #expect(young.loss > 0.5 && young.lossOutside < 0.3)
        #expect(report.slices.contains { $0.slice == "is_null(income)" })
        for slice in report.slices {
            let rows = try await store.filtered(records, by: Slice(parsing: slice.slice)).rowCount
            #expect(slice.rows == rows)
            let difference = try #require(slice.difference)
            #expect(difference.lower < difference.value && difference.value < difference.upper)
            #expect(slice.pValue < 0.001)
        }
    }

    @Test func whatHasChangedIsFoundAndNothingElse() async throws {
        let store = try DuckDBStore()
        // The east was bad before; the west is what has changed, when all has become a little worse.
        let before = try await Self.records(store, rows: 9_000, seed: 2) { _, region, _ in region == "east" ? 0.5 : 0.1 }
        let after = try await Self.records(store, rows: 9_000, seed: 3) { _, region, _ in region == "east" ? 0.55 : region == "west" ? 0.4 : 0.15 }
        let input = SliceDiscoveryInput(current: after, earlier: before)
        let report = try await SliceDiscovery(store: store, options: Self.options(.change, loss: .zeroOne)).report(on: input)
        #expect(report.slices.map(\.slice) == ["region = \"west\""])
        let change = try #require(report.slices.first?.change)
        #expect(change.lower < 0.25 && 0.25 < change.upper)
        let same = try await SliceDiscovery(store: store, options: Self.options(.change, loss: .zeroOne))
            .report(on: .init(current: after, earlier: after))
        #expect(same.slices.isEmpty)
    }

    /// Losses that are dealt out anew have nothing to do with the records: a slice that is told all the same is a false one.
    @Test(arguments: [(.worst, true), (.total, false), (.change, true)] as [(SliceDiscoveryOptions.Rank, Bool)])
    func nothingIsFoundByChance(_ rank: SliceDiscoveryOptions.Rank, _ areErrors: Bool) async throws {
        var random = SplitMix64(seed: 4)
        let columns = (0..<3).map { column in
            SliceColumn(stored: StoredColumn("c\(column)", .text), coded: CodedColumn("c\(column)", .categories(["a", "b", "c"])))
        }
        let (rounds, level) = (500, Self.options().level)
        var options = Self.options(rank)
        options.top = 2
        var wrong = 0
        for _ in 0..<rounds {
            func half() -> SliceRecords.Half {
                SliceRecords.Half(
                    codes: columns.map { _ in (0..<200).map { _ in UInt8.random(in: 0..<3, using: &random) } },
                    losses: (0..<200).map { _ in
                        areErrors ? random.nextUniform() < 0.2 ? 1 : 0 : -2 * log(1 - random.nextUniform()) * random.nextUniform()
                    })
            }
            let (searched, heldOut) = (half(), half())
            let vocabulary = SliceVocabulary(columns, half: searched, support: 30)
            func windows(_ half: SliceRecords.Half, _ earlier: SliceRecords.Half?) -> SliceWindows {
                SliceWindows(current: vocabulary.table(half), earlier: earlier.map(vocabulary.table))
            }
            let left = windows(searched, rank == .change ? half() : nil)
            let right = windows(heldOut, rank == .change ? half() : nil)
            let found = try await SliceFolding(vocabulary: vocabulary, options: options, support: 30, earlierSupport: 30).candidates(in: left)
            let slices = try SliceConfirmation(vocabulary: vocabulary, options: options, searched: left, heldOut: right).slices(found)
            if slices.contains(where: { $0.pValue <= level }) { wrong += 1 }
        }
        #expect(Double(wrong) <= level * Double(rounds), "\(wrong) of \(rounds)")
    }

    /// Two columns that say the same make one slice, not two.
    @Test func overlappingSlicesAreFolded() async throws {
        let store = try DuckDBStore()
        var random = SplitMix64(seed: 5)
        let kinds = (0..<8_000).map { _ in ["a", "b", "c"].randomElement(using: &random) ?? "" }
        let errors = kinds.map { kind in (kind == "a" ? 5 : 1) * random.nextUniform() }
        let records = try await store.relation([
            .texts("kind", kinds), .texts("code", kinds.map { "code of \($0)" }), .doubles("size", kinds.map { _ in random.nextNormal() }),
            .doubles("prediction", errors), .doubles("actual", errors.map { _ in 0.5 }),
        ])
        var options = Self.options()
        options.settings.task = .regression
        let report = try await SliceDiscovery(store: store, options: options).report(on: .init(current: records))
        #expect(report.loss == "absolute_error")
        #expect(report.slices.map(\.slice) == ["kind = \"a\""])
    }

    /// Of very many columns those are looked at that matter.
    @Test func wideTablesAreSearched() async throws {
        let store = try DuckDBStore()
        var random = SplitMix64(seed: 8)
        let rows = 2_000
        let kinds = (0..<rows).map { _ in ["a", "b", "c"].randomElement(using: &random) ?? "" }
        var columns: [Batch.Column] = (0..<130).map { column in .doubles("n\(column)", (0..<rows).map { _ in random.nextUniform() }) }
        columns.insert(.texts("kind", kinds), at: 100)
        columns += [.doubles("prediction", kinds.map { $0 == "b" ? 3 : 1 }), .doubles("actual", kinds.map { _ in random.nextUniform() })]
        var options = Self.options()
        (options.settings.task, options.depth) = (.regression, 2)
        let report = try await SliceDiscovery(store: store, options: options).report(on: .init(current: store.relation(columns)))
        #expect(report.columns.count == SliceReader.columnLimit)
        #expect(report.slices.map(\.slice) == ["kind = \"b\""])
        #expect(report.notes.contains { $0.hasPrefix("Of 131 columns the 60 are looked at") })
    }

    /// Whatever stands in a column, a slice's text holds for just the records that have its codes.
    @Test func slicesHoldForTheRecordsThatWereCounted() async throws {
        var random = SplitMix64(seed: 6)
        for (round, store) in try [InMemoryStore() as any Store, DuckDBStore()].enumerated() {
            let rows = 400
            func of<Value>(_ values: [Value?]) -> [Value?] { (0..<rows).map { _ in values.randomElement(using: &random) ?? nil } }
            let records = try await store.relation([
                .doubles("weird", of([0.1, 0.2, nil, .nan, .infinity, -.infinity, 1e300, -0.0, .leastNonzeroMagnitude, 0.30000000000000004])),
                .doubles("smooth", (0..<rows).map { _ in random.nextNormal() }), .doubles("constant", (0..<rows).map { $0 % 50 == 0 ? nil : 3.5 }),
                .integers("count", of([0, 0, 0, 1, 2, 3, 40, 500, -7, nil, 9_007_199_254_740_993])), .integers("flag", of([0, 1])),
                .booleans("is in", of([true, false, nil])), .texts("name", of(["a", "it's \"b\"", "", nil, "é\n`", "x;--"])),
                .texts("many", (0..<rows).map { _ in "value \(Int(abs(random.nextNormal()) * 60))" }),
                .doubles("prediction", (0..<rows).map { _ in 1 + random.nextUniform() }), .doubles("actual", (0..<rows).map { _ in 0 }),
            ], named: "records \(round)")
            let input = SliceDiscoveryInput(current: records)
            let settings = SchemaSettings(task: .regression)
            let schema = try await SchemaInference(store: store, settings: settings)
                .schema(reference: records, labelled: [records], current: records, actuals: nil).schema
            var notes: [String] = []
            let columns = try await SliceColumns(store: store).columns(schema, wanted: nil, input: input, notes: &notes)
            #expect(columns.count == 8)
            let read = try await SliceReader(store: store, schema: schema, columns: columns, loss: nil).records(of: records, actuals: nil)
            #expect(read.count == rows)
            let vocabulary = SliceVocabulary(columns, half: read.searched, support: 20)
            let tables = [vocabulary.table(read.searched), vocabulary.table(read.heldOut)]
            let conditions = vocabulary.codes(of: vocabulary.conditions)
            var slices = conditions.map { [$0] }
            for _ in 0..<40 {
                let chosen = (0..<Int.random(in: 2...3, using: &random)).compactMap { _ in conditions.randomElement(using: &random) }
                slices.append(Dictionary(grouping: chosen, by: \.column).values.compactMap(\.first).sorted())
            }
            slices += slices.suffix(40).flatMap(vocabulary.widenings)
            var isKnown: Set<[CodeRange]> = []
            for slice in slices where isKnown.insert(slice).inserted {
                let text = try vocabulary.slice(slice).description
                let kept = try await store.filtered(records, by: Slice(parsing: text)).rowCount
                let counted = tables.reduce(0) { $0 + $1.membership(slice).count { $0 } }
                #expect(kept == counted, "\(text)")
            }
        }
    }

    @Test func boundariesAreMovedToTheStretchThatLosesMost() {
        #expect(SliceFolding.maximalStretch([-1, 2, -1, 3, -5, 1]) == 1..<4)
        #expect(SliceFolding.maximalStretch([1, 1]) == 0..<2)
        #expect(SliceFolding.maximalStretch([-1, -2]) == 0..<2)
        #expect(SliceFolding.maximalStretch([]).isEmpty)
    }

    @Test func cutsAreShort() {
        #expect(ReadableCuts.between([0.1234, 0.4912, 0.5133, 0.9]) == [0.2, 0.5, 0.6])
        #expect(ReadableCuts.between([18, 25, 25, 40]) == [20, 26])
        // Most records have nothing: they are parted from all others.
        #expect(ReadableCuts.between([0, 0, 0, 3_103]) == [1])
        #expect(ReadableCuts.between([-5, 5]) == [0])
        #expect(ReadableCuts.between([1, 1, 1]).isEmpty)
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let low = random.nextNormal() * pow(10, Double(Int.random(in: -12...12, using: &random)))
            let high = low + abs(random.nextNormal()) * pow(10, Double(Int.random(in: -14...12, using: &random)))
            guard low < high else { continue }
            let cut = shortCut(above: low, upTo: high)
            #expect(low < cut && cut <= high)
        }
    }

    @Test func whatCannotBeSearchedIsRefused() async throws {
        let store = try DuckDBStore()
        func refusal(_ columns: [Batch.Column], _ options: SliceDiscoveryOptions = SliceDiscoveryTests.options()) async throws -> String {
            let records = try await store.relation(columns, named: "made")
            do {
                return "accepted: \(try await SliceDiscovery(store: store, options: options).report(on: .init(current: records)))"
            } catch let error as EvaluationError {
                return error.description
            }
        }
        let (x, y, p) = (Batch.Column.doubles("x", [1, 2]), Batch.Column.integers("actual", [0, 1]), Batch.Column.doubles("score", [0.1, 0.9]))
        #expect(try await refusal([x, p]).contains("no ground truth is known"))
        #expect(try await refusal([x, y]).contains("no prediction"))
        #expect(try await refusal([x, y, p], Self.options(.change)).contains("needs records to compare with"))
        #expect(try await refusal([y, p]).contains("no feature or tag"))
        #expect(try await refusal([.doubles("x", []), .integers("actual", []), .doubles("score", [])]).contains("no rows"))
        var numbers = Self.options(loss: .zeroOne)
        numbers.settings.task = .regression
        #expect(try await refusal([x, .doubles("actual", [0.5, 2.5]), .doubles("score", [1, 2])], numbers).contains("absolute_error"))
        var columns = Self.options()
        columns.columns = ["z"]
        #expect(try await refusal([x, y, p], columns).contains("has no column 'z'"))
    }
}
