internal import Domain
internal import Statistics
internal import Store

/// What slices may say: the codes of each column, chosen by what records lose in the half that slices are looked for in, and how they are
/// written. Slices are looked for among fewer codes: steps of some that follow one another.
struct SliceVocabulary: Sendable {
    struct Column: Sendable {
        /// How the codes of values are written, in their order.
        enum Values: Sendable {
            /// Each code is what lies between two cuts.
            case cuts([Double], areWhole: Bool)
            /// Each code is some categories.
            case groups([[SliceLiteral]], known: [SliceLiteral]?)
        }

        var name: String
        var values: Values
        /// By the code that records are read with.
        var codes: [UInt8]
        /// The first code of each step.
        var starts: [UInt8]

        /// The steps of all codes. Codes after those of values are steps by themselves.
        var steps: [UInt8] {
            (0...UInt8(valueCount + 2)).map { code in
                code < valueCount ? UInt8(starts.count { $0 <= code } - 1) : code - UInt8(valueCount) + UInt8(starts.count)
            }
        }

        /// The codes of some steps that follow one another.
        func codes(of steps: CodeRange) -> CodeRange {
            func code(_ step: Int) -> UInt8 { step < starts.count ? starts[step] : UInt8(valueCount + step - starts.count) }
            return CodeRange(column: steps.column, lowest: code(Int(steps.lowest)), highest: code(Int(steps.highest) + 1) - 1)
        }

        /// Codes of values. Those after them stand for missing cells, for NaN or another category, and for what no slice asks for.
        var valueCount: Int {
            switch values {
            case .cuts(let cuts, _): cuts.count + 1
            case .groups(let groups, _): groups.count
            }
        }
    }

    let columns: [Column]

    /// - Parameter support: the fewest records of a slice in `half`.
    init(_ columns: [SliceColumn], half: SliceRecords.Half, support: Int) {
        let moments = Moments(half.losses)
        self.columns = zip(columns, half.codes).map { column, codes in
            var bins = [LossSum](repeating: LossSum(), count: Int(column.coded.unreadable) + 1)
            for (code, loss) in zip(codes, half.losses) {
                bins[Int(code)].count += 1
                bins[Int(code)].sum += loss
            }
            let maker = CoarseCodes(column: column, bins: bins, moments: moments, support: support)
            switch column.coded.codes {
            case .cuts(let cuts): return maker.numbers(cuts)
            case .categories(let categories): return maker.categories(categories)
            }
        }
    }

    /// The records of a half by codes.
    func table(_ half: SliceRecords.Half) -> LossTable {
        LossTable(codes: zip(columns, half.codes).map { column, codes in codes.map { column.codes[Int($0)] } }, losses: half.losses)
    }

    /// The records by steps, for the search.
    func steps(_ table: LossTable) -> LossTable {
        LossTable(
            codes: zip(columns, table.codes).map { column, codes in
                let steps = column.steps
                return codes.map { steps[Int($0)] }
            }, losses: table.losses)
    }

    /// What slices are made of, in steps: for numbers each step, all below and all above a cut; for categories each by itself; missing cells,
    /// and NaN.
    var conditions: [CodeRange] {
        columns.enumerated().flatMap { index, column -> [CodeRange] in
            let last = UInt8(column.starts.count)
            var ranges: Set<CodeRange> = [CodeRange(column: index, code: last)]
            if column.saysOthers { ranges.insert(CodeRange(column: index, code: last + 1)) }
            for step in 0..<last { ranges.insert(CodeRange(column: index, code: step)) }
            if case .cuts = column.values {
                for step in 0..<last {
                    ranges.insert(CodeRange(column: index, lowest: 0, highest: step))
                    ranges.insert(CodeRange(column: index, lowest: step, highest: last - 1))
                }
                // All values are no condition.
                ranges.remove(CodeRange(column: index, lowest: 0, highest: last - 1))
            }
            return ranges.sorted()
        }
    }

    /// A slice that was found in steps, in codes.
    func codes(of slice: [CodeRange]) -> [CodeRange] { slice.map { columns[$0.column].codes(of: $0) } }

    /// The slice without one of its conditions, or with one more group of categories in one: those that hold for more records.
    func widenings(of slice: [CodeRange]) -> [[CodeRange]] {
        slice.indices.flatMap { place -> [[CodeRange]] in
            let range = slice[place]
            var wider: [CodeRange?] = slice.count > 1 ? [nil] : []
            if case .groups(let groups, _) = columns[range.column].values, range.codes.upperBound < groups.count {
                let neighbours = [range.codes.lowerBound - 1...range.codes.upperBound, range.codes.lowerBound...range.codes.upperBound + 1]
                // All values are no condition worth saying, and of too many names none.
                wider += neighbours.filter { codes in
                    groups.indices.contains(codes.lowerBound) && groups.indices.contains(codes.upperBound) && codes.count < groups.count
                        && groups[codes].reduce(0) { $0 + $1.count } <= CoarseCodes.namesInOne
                }.map { CodeRange(column: range.column, lowest: UInt8($0.lowerBound), highest: UInt8($0.upperBound)) }
            }
            return wider.map { wider in
                var result = slice
                result.replaceSubrange(place...place, with: [wider].compactMap(\.self))
                return result
            }
        }
    }
}

extension SliceVocabulary.Column {
    /// Whether a slice can ask for NaN, or for none of the known categories.
    fileprivate var saysOthers: Bool {
        switch values {
        case .cuts: true
        case .groups(_, let known): known != nil
        }
    }
}

// MARK: - Text

extension SliceVocabulary {
    /// The slice in the language of slices.
    ///
    /// - Throws: when it is beyond the limits of slices.
    func slice(_ conditions: [CodeRange]) throws(SliceError) -> Slice {
        let tests = conditions.flatMap { range in
            self.tests(range).map { Slice.Expression.test(SliceTest(SliceName(columns[range.column].name), $0)) }
        }
        return try Slice(tests.count == 1 ? tests[0] : .and(tests))
    }

    private func tests(_ range: CodeRange) -> [SliceCondition<SliceLiteral>] {
        let column = columns[range.column]
        let (lowest, highest) = (Int(range.lowest), Int(range.highest))
        if lowest == column.valueCount { return [.isNull] }
        switch column.values {
        case .cuts(let cuts, let areWhole):
            guard lowest < column.valueCount else { return [.isNaN] }
            let low = lowest > 0 ? cuts[lowest - 1] : nil
            let high = highest < cuts.count ? cuts[highest] : nil
            if areWhole, let low, let high {
                return low == high - 1 ? [.compares(.equal, SliceLiteral(number: low))] : [.isBetween(SliceLiteral(number: low), SliceLiteral(number: high - 1))]
            }
            return [low.map { .compares(.greaterOrEqual, SliceLiteral(number: $0)) }, high.map { .compares(.less, SliceLiteral(number: $0)) }].compactMap(\.self)
        case .groups(let groups, let known):
            guard lowest < column.valueCount else { return [.isNotIn(known ?? [])] }
            let values = groups[lowest...highest].flatMap(\.self)
            return [values.count == 1 ? .compares(.equal, values[0]) : .isIn(values)]
        }
    }
}
