internal import Domain
internal import Statistics
internal import Store

/// Parts the records of two windows into slices, so that what each adds to the change of a metric stands apart.
struct ContributionSlices: Sendable {
    struct Found: Sendable {
        /// In the language of `--where`; `nil` for all records.
        var slice: String?
        var contribution: GroupContribution
        /// Rows of the later window.
        var after: [Int]
    }

    /// Those with the largest effects first.
    let slices: [Found]
    /// The columns that they are made of.
    let columns: Set<String>

    /// A column of which more than this share of records has moved elsewhere parts windows, not records.
    private static let mostMoved = 0.5
    private static let cuts = 8
    private static let categories = 30

    /// - Parameter columns: that slices may be made of, as places among the cells, with what the later window's relation holds.
    init(_ columns: [(place: Int, stored: StoredColumn)], before: DecompositionWindow, after: DecompositionWindow) {
        let coded = columns.compactMap { Coded($0.place, $0.stored, before.rows, after.rows) }.filter { column in
            func shares(_ window: DecompositionWindow) -> [Double] {
                DecompositionRows.shares(column.codes(window.rows.cells.columns[column.place]).map(Int.init), window.weights, count: column.count)
            }
            return zip(shares(before), shares(after)).reduce(0) { $0 + abs($1.0 - $1.1) } / 2 <= Self.mostMoved
        }
        func window(_ window: DecompositionWindow) -> ContributionPartition.Window {
            .init(codes: coded.map { $0.codes(window.rows.cells.columns[$0.place]) }, values: window.values, weights: window.weights)
        }
        let partition = ContributionPartition(
            coded.map { .init(ordered: $0.cuts.isEmpty ? 0 : $0.cuts.count + 1, count: $0.count) }, before: window(before), after: window(after))
        self.columns = Set(partition.groups.flatMap { $0.path.map { coded[$0.question.column].stored.name } })
        slices = partition.groups.map { group in
            Found(slice: Self.text(group.path, coded), contribution: group.contribution, after: group.after)
        }
    }

    private static func text(_ path: [(question: ContributionPartition.Question, answer: Bool)], _ coded: [Coded]) -> String? {
        let steps = path.indices.filter { step in !path.indices.contains { $0 != step && says(path[$0], path[step], coded) } }
        let parts = steps.compactMap { coded[path[$0].question.column].condition(path[$0].question.codes, path[$0].answer) }
        guard !parts.isEmpty, parts.count == steps.count else { return nil }
        do {
            return try Slice(parts.count == 1 ? parts[0] : .and(parts)).description
        } catch {
            return nil  // A name that no slice can be written with.
        }
    }

    /// Whether one limit of a column of numbers says what another one does, and more: below a lower one, or not below a higher one.
    private static func says(_ one: (question: ContributionPartition.Question, answer: Bool), _ other: (question: ContributionPartition.Question, answer: Bool),
        _ coded: [Coded]
    ) -> Bool {
        let (limit, otherLimit) = (one.question.codes.upperBound, other.question.codes.upperBound)
        guard one.question.column == other.question.column, one.answer == other.answer, coded[one.question.column].isLimit(limit),
            coded[one.question.column].isLimit(otherLimit)
        else { return false }
        return one.answer ? limit < otherLimit : limit > otherLimit
    }

    /// A column as codes: stretches of numbers or categories, then missing cells, then all others.
    private struct Coded {
        let place: Int
        let stored: StoredColumn
        let cuts: [Double]
        let categories: [String]
        private let codeOf: [String: UInt8]
        private let hasMissing: Bool

        /// - Returns: `nil` for columns without two values, or that no slice can speak of.
        init?(_ place: Int, _ stored: StoredColumn, _ before: LabelledRows, _ after: LabelledRows) {
            self.place = place
            self.stored = stored
            hasMissing = [before, after].contains { rows in (0..<rows.count).contains { rows.cells.columns[place].isMissing($0) } }
            switch (before.cells.columns[place], after.cells.columns[place]) {
            case (.numbers(let early), .numbers(let late)):
                guard stored.type == .integer || stored.type == .double else { return nil }
                // Both windows count alike.
                func quantiles(_ values: [Double]) -> [Double] {
                    let sorted = values.filter { !$0.isNaN }.sorted()
                    return sorted.isEmpty ? [] : (0...ContributionSlices.cuts).map { sorted[$0 * (sorted.count - 1) / ContributionSlices.cuts] }
                }
                cuts = ReadableCuts.between((quantiles(early) + quantiles(late)).sorted(), areWhole: stored.type == .integer)
                (categories, codeOf) = ([], [:])
                guard !cuts.isEmpty else { return nil }
            case (.categories(let early), .categories(let late)):
                var shares: [String: Double] = [:]
                for (values, size) in [(early, early.count), (late, late.count)] {
                    for value in values { if let value { shares[value, default: 0] += 1 / Double(max(1, size)) } }
                }
                categories = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
                    .filter { OutcomeSlices.literal($0, of: stored) != nil }.prefix(ContributionSlices.categories).map(\.self)
                codeOf = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, UInt8($0)) })
                cuts = []
                guard !categories.isEmpty else { return nil }
            default: return nil
            }
        }

        /// Whether the codes up to this one are the numbers below a cut.
        func isLimit(_ code: UInt8) -> Bool { Int(code) < cuts.count }

        private var known: Int { cuts.isEmpty ? categories.count : cuts.count + 1 }
        var count: Int { known + 2 }

        func codes(_ cells: WindowRows.Cells) -> [UInt8] {
            switch cells {
            case .numbers(let values):
                values.map { value in value.isNaN ? UInt8(known) : UInt8(cuts.count { $0 <= value }) }
            case .categories(let values):
                values.map { value in value.map { codeOf[$0] ?? UInt8(known + 1) } ?? UInt8(known) }
            }
        }

        /// - Returns: `nil` where no slice can say it.
        func condition(_ codes: ClosedRange<UInt8>, _ answer: Bool) -> Slice.Expression? {
            let name = SliceName(stored.name)
            let (low, high) = (Int(codes.lowerBound), Int(codes.upperBound))
            let test: SliceTest<SliceName, SliceLiteral>
            if low == known {
                test = SliceTest(name, .isNull)
            } else if low > known {
                // All categories that have no code: those that are none of the others.
                let literals = categories.compactMap { OutcomeSlices.literal($0, of: stored) }
                test = SliceTest(name, .isNotIn(literals))
            } else if !cuts.isEmpty {
                // From the lowest code up to a cut, or all numbers.
                guard high < cuts.count else { return answer ? .not(.test(SliceTest(name, .isNull))) : .test(SliceTest(name, .isNull)) }
                let cut = cuts[high]
                let literal = stored.type == .integer && abs(cut) < 0x1p53 ? SliceLiteral(.integer(Int64(cut))) : SliceLiteral(.double(cut))
                if !answer, !hasMissing { return .test(SliceTest(name, .compares(.greaterOrEqual, literal))) }
                test = SliceTest(name, .compares(.less, literal))
            } else {
                guard let literal = OutcomeSlices.literal(categories[low], of: stored) else { return nil }
                // `!=` does not hold for missing cells, `not` does.
                if !answer, !hasMissing { return .test(SliceTest(name, .compares(.notEqual, literal))) }
                test = SliceTest(name, .compares(.equal, literal))
            }
            return answer ? .test(test) : .not(.test(test))
        }
    }
}
