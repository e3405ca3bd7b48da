internal import Domain
internal import Statistics
internal import Store

/// What slices may say: the coarse codes of each column, chosen by what records lose in the half that slices are looked for in, and how
/// they are written.
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
        /// By fine code.
        var coarse: [UInt8]

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

    /// The records of a half by coarse codes.
    func table(_ half: SliceRecords.Half) -> LossTable {
        LossTable(codes: zip(columns, half.codes).map { column, codes in codes.map { column.coarse[Int($0)] } }, losses: half.losses)
    }

    /// What slices are made of: for numbers each bin, all below and all above a cut; for categories each by itself; missing cells, and NaN.
    var conditions: [CodeRange] {
        columns.enumerated().flatMap { index, column -> [CodeRange] in
            let last = UInt8(column.valueCount)
            var ranges: Set<CodeRange> = [CodeRange(column: index, code: last)]
            if isSayable(CodeRange(column: index, code: last + 1)) { ranges.insert(CodeRange(column: index, code: last + 1)) }
            for code in 0..<last { ranges.insert(CodeRange(column: index, code: code)) }
            if case .cuts = column.values {
                for code in 0..<last {
                    ranges.insert(CodeRange(column: index, lowest: 0, highest: code))
                    ranges.insert(CodeRange(column: index, lowest: code, highest: last - 1))
                }
                // All values are no condition.
                ranges.remove(CodeRange(column: index, lowest: 0, highest: last - 1))
            }
            return ranges.sorted()
        }
    }

    /// The slice with a condition widened by one code, or dropped: those that hold for more records.
    func widenings(of slice: [CodeRange]) -> [[CodeRange]] {
        slice.indices.flatMap { place -> [[CodeRange]] in
            let range = slice[place]
            let last = columns[range.column].valueCount - 1
            var wider: [CodeRange?] = slice.count > 1 ? [nil] : []
            if range.lowest > 0, range.lowest <= last { wider.append(CodeRange(column: range.column, lowest: range.lowest - 1, highest: range.highest)) }
            if range.highest < last { wider.append(CodeRange(column: range.column, lowest: range.lowest, highest: range.highest + 1)) }
            return wider.compactMap { wider in
                // All values are no condition worth saying, but where cells are missing.
                if let wider, wider.lowest == 0, wider.highest == last { return nil }
                if let wider, case .groups(let groups, _) = columns[wider.column].values,
                    groups[wider.codes].reduce(0, { $0 + $1.count }) > CoarseCodes.namesInOne { return nil }
                var result = slice
                result.replaceSubrange(place...place, with: [wider].compactMap(\.self))
                return result
            }
        }
    }

    private func isSayable(_ range: CodeRange) -> Bool {
        switch columns[range.column].values {
        case .cuts: true
        case .groups(_, let known): Int(range.lowest) < columns[range.column].valueCount || known != nil
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
                return low == high - 1 ? [.compares(.equal, literal(low))] : [.isBetween(literal(low), literal(high - 1))]
            }
            return [low.map { .compares(.greaterOrEqual, literal($0)) }, high.map { .compares(.less, literal($0)) }].compactMap(\.self)
        case .groups(let groups, let known):
            guard lowest < column.valueCount else { return [.isNotIn(known ?? [])] }
            let values = groups[lowest...highest].flatMap(\.self)
            return [values.count == 1 ? .compares(.equal, values[0]) : .isIn(values)]
        }
    }

    /// A whole number without a fraction.
    private func literal(_ number: Double) -> SliceLiteral { SliceLiteral(Int64(exactly: number).map(SliceValue.integer) ?? .double(number)) }
}
