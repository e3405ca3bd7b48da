internal import Domain
internal import SQLText
internal import Store

/// Slices of one column as levels of which a record has one at most, such as below 20, from there to 40, and from there on. Levels are told apart
/// by a few comparisons, and a record is counted in all of a level's slices at once.
struct SliceLevels {
    struct Level {
        /// Of the records that are of no level before this one.
        var condition: SQL
        /// Places of the slices that hold for all of the level's records.
        var slices: [Int]
    }

    let levels: [Level]

    /// Slices that compare a column with numbers by order, or with values that differ, are put together by column; each other one is a level by itself.
    static func of(_ slices: [Slice], in records: Relation) throws(StoreError) -> [SliceLevels] {
        // What cannot be asked is told in the words of whoever asks.
        for slice in slices { _ = try records.checked(slice) }
        var orders = Groups<Bound>(), values = Groups<Value>(), parts: [SliceLevels] = []
        for (place, slice) in slices.enumerated() {
            if let (column, bound) = Bound.of(slice) {
                orders.add(bound, at: place, to: column)
            } else if let (column, value) = Value.of(slice, in: records) {
                values.add(value, at: place, to: column)
            } else {
                parts.append(SliceLevels(levels: [Level(condition: try predicate(slice, records), slices: [place])]))
            }
        }
        for (column, members) in orders.inOrder { parts.append(SliceLevels(levels: try ordered(members, column, records))) }
        for (column, members) in values.inOrder { parts.append(SliceLevels(levels: try distinct(members, column, records))) }
        return parts
    }

    private static func ordered(_ members: [Groups<Bound>.Member], _ column: String, _ records: Relation) throws(StoreError) -> [Level] {
        var cuts: [Cut] = []
        for cut in members.map(\.value.cut).sorted() where cuts.last != cut { cuts.append(cut) }
        var levels: [Level] = []
        for cut in cuts {
            let slices = members.filter { $0.value.isBelow ? cut <= $0.value.cut : $0.value.cut < cut }.map(\.place)
            levels.append(Level(condition: try condition(column, cut.below, cut, records), slices: slices))
        }
        if let last = cuts.last {
            levels.append(Level(condition: try condition(column, last.above, last, records), slices: members.filter { !$0.value.isBelow }.map(\.place)))
        }
        // What comes last and is of no slice needs no level.
        if levels.last?.slices.isEmpty == true { levels.removeLast() }
        return levels
    }

    private static func distinct(_ members: [Groups<Value>.Member], _ column: String, _ records: Relation) throws(StoreError) -> [Level] {
        var levels: [Level] = []
        var places: [Value: Int] = [:]
        for member in members {
            if let level = places[member.value] {
                levels[level].slices.append(member.place)
            } else {
                places[member.value] = levels.count
                levels.append(Level(condition: try test(column, .compares(.equal, member.value.literal), records), slices: [member.place]))
            }
        }
        return levels
    }

    private static func condition(_ column: String, _ comparison: SliceComparison, _ cut: Cut, _ records: Relation) throws(StoreError) -> SQL {
        try test(column, .compares(comparison, SliceLiteral(number: cut.number)), records)
    }

    private static func test(_ column: String, _ condition: SliceCondition<SliceLiteral>, _ records: Relation) throws(StoreError) -> SQL {
        let slice: Slice
        do {
            slice = try Slice(.test(SliceTest(SliceName(column), condition)))
        } catch {
            throw StoreError(.badInput, "\(records.name): \(error)", cause: error)
        }
        return try predicate(slice, records)
    }

    private static func predicate(_ slice: Slice, _ records: Relation) throws(StoreError) -> SQL {
        SQL.predicate(try records.checked(slice), DuckDBSliceDialect())
    }
}

/// Slices by column, in the order in which columns came.
private struct Groups<Asked> {
    typealias Member = (value: Asked, place: Int)

    private(set) var inOrder: [(column: String, members: [Member])] = []

    mutating func add(_ value: Asked, at place: Int, to column: String) {
        if let known = inOrder.firstIndex(where: { $0.column == column }) {
            inOrder[known].members.append((value, place))
        } else {
            inOrder.append((column, [(value, place)]))
        }
    }
}

/// Where numbers are parted in two: before a number, or after it.
private struct Cut: Hashable, Comparable {
    var number: Double
    var isAfter: Bool

    var below: SliceComparison { isAfter ? .lessOrEqual : .less }
    var above: SliceComparison { isAfter ? .greater : .greaterOrEqual }

    static func < (left: Self, right: Self) -> Bool {
        left.number == right.number ? !left.isAfter && right.isAfter : left.number < right.number
    }
}

/// What a slice that compares by order asks for: the numbers on one side of a cut.
private struct Bound {
    var cut: Cut
    var isBelow: Bool

    /// - Returns: `nil` where a slice is another, or its number none that a double holds.
    static func of(_ slice: Slice) -> (column: String, bound: Bound)? {
        guard case .test(let test) = slice.expression, case .compares(let comparison, let literal) = test.condition, comparison.isOrder,
            let number = literal.value.number
        else { return nil }
        let isBelow = comparison == .less || comparison == .lessOrEqual
        let isAfter = comparison == .lessOrEqual || comparison == .greater
        return (test.column.name, Bound(cut: Cut(number: number, isAfter: isAfter), isBelow: isBelow))
    }
}

/// A value that a slice asks for.
private struct Value: Hashable {
    /// A number however it was written, or what is no number.
    private enum Kind: Hashable { case number(Double), other(SliceValue) }

    private let kind: Kind
    let literal: SliceLiteral

    /// - Returns: `nil` where a slice is another, and for values that can be written in several ways: what is counted once must be of one level.
    static func of(_ slice: Slice, in records: Relation) -> (column: String, value: Value)? {
        guard case .test(let test) = slice.expression, case .compares(.equal, let literal) = test.condition else { return nil }
        switch (records.column(test.column.name)?.type, literal.value) {
        case (.integer, let value), (.double, let value):
            return value.number.map { (test.column.name, Value(kind: .number($0), literal: literal)) }
        case (.text, .text), (.boolean, .boolean): return (test.column.name, Value(kind: .other(literal.value), literal: literal))
        default: return nil
        }
    }

    static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }

    func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension SliceValue {
    /// `nil` where it is no number, or a whole one that a double may not tell from its neighbours.
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): value.magnitude <= 1 << 53 ? Double(value) : nil
        case .double(let value): value
        case .boolean, .text, .timestamp: nil
        }
    }
}
