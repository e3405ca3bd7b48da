package import Statistics

/// Summaries as bytes: numbers of eight bytes one after the other, little-endian, in the order of the plan. Compact, and
/// read in one go, because a year has thousands of them.
extension HourSummary {
    package func encoded() -> [UInt8] {
        var writer = NumberWriter()
        writer.write(Self.format)
        writer.write(rows)
        writer.write(counts.count)
        for column in counts { writer.write(column) }
        writer.write(moments.count)
        for moments in moments { writer.write(moments) }
        switch performance {
        case nil: writer.write(0)
        case .binary(let summary): writer.write(summary)
        case .multiclass(let summary): writer.write(summary)
        case .regression(let summary): writer.write(summary)
        }
        return writer.bytes
    }

    /// Columns that the plan has got at its end since are empty.
    ///
    /// - Throws: `SummaryMismatch` for bytes that are no summary of this plan.
    package init(decoding bytes: UnsafeRawBufferPointer, _ plan: RollupPlan) throws(SummaryMismatch) {
        var reader = NumberReader(bytes)
        let format = try reader.readInteger()
        guard (1...Self.format).contains(format) else { throw SummaryMismatch("a summary of another format") }
        // The first format did not say how many columns there are.
        let saysCounts = format > 1
        rows = try reader.readInteger()
        counts = []
        counts.reserveCapacity(plan.columns.count)
        let columnCount = saysCounts ? try reader.readCount(upTo: plan.columns.count) : plan.columns.count
        for column in plan.columns.prefix(columnCount) { counts.append(try reader.readCounts(of: column)) }
        for column in plan.columns.dropFirst(counts.count) { counts.append(BinnedCounts(of: column)) }
        moments = []
        moments.reserveCapacity(plan.numeric.count)
        let numericCount = saysCounts ? try reader.readCount(upTo: plan.numeric.count) : plan.numeric.count
        for _ in plan.numeric.prefix(numericCount) { moments.append(try reader.readMoments()) }
        for _ in plan.numeric.dropFirst(moments.count) { moments.append(Moments()) }
        performance = try reader.readPerformance(plan)
        guard reader.isAtEnd else { throw SummaryMismatch("a summary of another plan") }
    }

    /// Changes with the order of numbers.
    private static let format = 2
}

struct NumberWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: Int) {
        withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 }
    }

    mutating func write(_ number: Double) {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    }

    mutating func write(_ numbers: some Collection<Int>) { for number in numbers { write(number) } }

    mutating func write(_ counts: ColumnCounts) {
        write([
            counts.rows, counts.nulls, counts.typeErrors, counts.nans, counts.positiveInfinities,
            counts.negativeInfinities,
        ])
    }

    mutating func write(_ column: BinnedCounts) {
        write(column.counts)
        switch column.bins {
        case .histogram(let histogram): write(histogram.counts)
        case .categories(let categories): write(categories.allCounts)
        case .none: break
        }
    }

    mutating func write(_ moments: Moments) {
        write(moments.count)
        guard moments.count > 0 else { return }
        write(moments.mean)
        write(moments.m2)
        write(moments.minimum ?? moments.mean)
        write(moments.maximum ?? moments.mean)
    }

    mutating func write(_ moments: CoMoments) {
        write(moments.count)
        for number in moments.means + moments.products { write(number) }
    }

    mutating func write(_ scores: ScoreHistogram) {
        write(scores.isExact ? 1 : 0)
        write(scores.points.count)
        for point in scores.points {
            write(point.score)
            write(point.positives)
            write(point.negatives)
            write(point.positiveScoreSum)
            write(point.negativeScoreSum)
        }
    }

    /// `nil` as such, or the value after a sign that it is there.
    mutating func write<Value>(_ value: Value?, _ body: (inout Self, Value) -> Void) {
        write(value == nil ? 0 : 1)
        if let value { body(&self, value) }
    }
}

/// Reads what `NumberWriter` wrote, in the same order.
struct NumberReader {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func readInteger() throws(SummaryMismatch) -> Int { Int(Int64(bitPattern: try next())) }

    mutating func readCount(upTo limit: Int) throws(SummaryMismatch) -> Int {
        let count = try readInteger()
        guard (0...limit).contains(count) else { throw SummaryMismatch("a summary of another plan") }
        return count
    }

    mutating func readDouble() throws(SummaryMismatch) -> Double { Double(bitPattern: try next()) }

    mutating func readIntegers(_ count: Int) throws(SummaryMismatch) -> [Int] {
        // Refused before it is made room for.
        guard count >= 0, count <= (bytes.count - place) / 8 else { throw SummaryMismatch("a summary is cut off") }
        var numbers: [Int] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(try readInteger()) }
        return numbers
    }

    mutating func readDoubles(_ count: Int) throws(SummaryMismatch) -> [Double] {
        try readIntegers(count).map { Double(bitPattern: UInt64(bitPattern: Int64($0))) }
    }

    private mutating func next() throws(SummaryMismatch) -> UInt64 {
        guard place + 8 <= bytes.count else { throw SummaryMismatch("a summary is cut off") }
        defer { place += 8 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    mutating func readCounts(of column: BinnedColumn) throws(SummaryMismatch) -> BinnedCounts {
        let cells = try readIntegers(6)
        let counts = ColumnCounts(
            rows: cells[0], nulls: cells[1], typeErrors: cells[2], nans: cells[3], positiveInfinities: cells[4],
            negativeInfinities: cells[5])
        switch column.bins {
        case .numeric(let edges):
            return BinnedCounts(
                counts: counts, bins: .histogram(Histogram(edges: edges, counts: try readIntegers(edges.binCount + 2))))
        case .categorical(let dictionary):
            let values = try readIntegers(dictionary.values.count + 2)
            return BinnedCounts(
                counts: counts,
                bins: .categories(
                    CategoryCounts(
                        categories: dictionary.values, counts: Array(values.dropLast(2)), other: values[values.count - 2],
                        unseen: values[values.count - 1])))
        case .presence, .time:
            return BinnedCounts(counts: counts, bins: .none)
        }
    }

    mutating func readMoments() throws(SummaryMismatch) -> Moments {
        let count = try readInteger()
        guard count > 0 else { return Moments() }
        return Moments(
            count: count, mean: try readDouble(), m2: try readDouble(), minimum: try readDouble(),
            maximum: try readDouble())
    }

    mutating func readCoMoments(variables: Int) throws(SummaryMismatch) -> CoMoments {
        let count = try readInteger()
        let means = try readDoubles(variables)
        return CoMoments(count: count, means: means, products: try readDoubles(variables * (variables + 1) / 2))
    }

    mutating func readScores() throws(SummaryMismatch) -> ScoreHistogram {
        let isExact = try readInteger() == 1
        let count = try readInteger()
        guard count >= 0, count <= (bytes.count - place) / 40 else { throw SummaryMismatch("a summary is cut off") }
        var points: [ScoreHistogram.Point] = []
        points.reserveCapacity(count)
        for _ in 0..<count {
            points.append(
                .init(
                    score: try readDouble(), positives: try readInteger(), negatives: try readInteger(),
                    positiveScoreSum: try readDouble(), negativeScoreSum: try readDouble()))
        }
        return ScoreHistogram(points: points, isExact: isExact)
    }

    mutating func readOptional<Value>(
        _ body: (inout Self) throws(SummaryMismatch) -> Value
    ) throws(SummaryMismatch) -> Value? {
        try readInteger() == 1 ? try body(&self) : nil
    }
}
