internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// Writes slices of one condition in the language of slices.
struct SliceNames {
    /// Relations that slices must fit.
    let relations: [Relation]

    /// A slice that grew, or the one that shrank when this one grew; `nil` for what cannot be written.
    func text(_ mix: ShiftExplanations.SliceMix, grows: Bool, _ known: DiagnosisCase) -> String? {
        text(mix.column, mix.codes, isInside: (mix.after > mix.before) == grows, known, excess: nil)
    }

    /// The records with some codes of a column, or all others.
    ///
    /// - Parameters:
    ///   - excess: what each record after the onset lost too much, where that is what the slice is about, and not how many there are.
    ///   - isSharpened: whether a limit between numbers may lie within codes.
    func text(_ column: Int, _ codes: ClosedRange<Int>, isInside: Bool, _ known: DiagnosisCase, excess: [Double]?, isSharpened: Bool = true) -> String? {
        let name = known.name(column)
        switch known.evidence.columns[column].coding.values {
        case .texts(let places, _):
            guard let value = places.first(where: { $0.value == codes.lowerBound })?.key else { return nil }
            return text(value, of: name, isInside: isInside, known.evidence.columns[column].coding, codes.lowerBound)
        case .numbers(let places):
            let values = places.sorted { $0.value < $1.value }.map(\.key)
            if codes.lowerBound > 0 { return test(name, isInside ? .equal : .notEqual, values[codes.lowerBound]) }
            guard codes.upperBound + 1 < values.count else { return nil }
            if values.count == 2 { return test(name, .equal, values[isInside ? 0 : 1]) }
            return test(name, isInside ? .less : .greaterOrEqual, values[codes.upperBound + 1])
        case .edges(let edges, _, _):
            guard codes.upperBound < edges.count else { return nil }
            let edge = !isSharpened
                ? nil : excess.map { limit(column, codes.upperBound, edges, isInside, known, $0) } ?? sharpened(column, codes.upperBound, edges, known)
            return test(name, isInside ? .less : .greaterOrEqual, edge ?? edges[codes.upperBound])
        }
    }

    /// The records without a value.
    func missing(_ column: Int, _ known: DiagnosisCase) -> String? { slice(SliceTest(SliceName(known.name(column)), .isNull)) }

    /// The records with a number below a limit, or all others that have one.
    func text(_ column: Int, below limit: Double, isInside: Bool, _ known: DiagnosisCase) -> String? {
        test(known.name(column), isInside ? .less : .greaterOrEqual, limit)
    }

    /// The limit between two codes that parts records by what they lose the best.
    private func limit(_ column: Int, _ place: Int, _ edges: [Double], _ isInside: Bool, _ known: DiagnosisCase, _ excess: [Double]) -> Double? {
        guard case .numbers(let values) = known.after.cells[column] else { return nil }
        let (low, high) = (place > 0 ? edges[place - 1] : -.infinity, place + 1 < edges.count ? edges[place + 1] : .infinity)
        var rows = zip(values, excess).filter { !$0.0.isNaN && $0.1.isFinite }.sorted { $0.0 < $1.0 }
        if !isInside { rows.reverse() }
        var (sum, count, best): (Double, Double, (gain: Double, limit: Double)?) = (0, 0, nil)
        for (row, next) in zip(rows, rows.dropFirst()) {
            sum += row.1
            count += 1
            // Limits are values from which on the others begin.
            let limit = isInside ? next.0 : row.0
            guard row.0 != next.0, limit >= low, limit <= high, sum > 0 else { continue }
            let gain = sum * sum / count
            if gain > best?.gain ?? 0 { best = (gain, limit) }
        }
        return best?.limit
    }

    private func text(_ value: String, of name: String, isInside: Bool, _ coding: EvidenceCoding, _ code: Int) -> String? {
        guard case .texts(let places, let rare) = coding.values else { return nil }
        if isInside { return OutcomeSlices.equal(value, of: name, in: relations)?.description }
        // Of two values the other says it without a negation.
        if rare.isEmpty, places.count == 2, let other = places.first(where: { $0.value != code })?.key {
            return OutcomeSlices.equal(other, of: name, in: relations)?.description
        }
        guard let literal = relations.first?.column(name).flatMap({ OutcomeSlices.literal(value, of: $0) }) else { return nil }
        return slice(SliceTest(SliceName(name), .compares(.notEqual, literal)))
    }

    private func test(_ name: String, _ comparison: SliceComparison, _ value: Double) -> String? {
        let isWhole = relations.first?.column(name)?.type == .integer
        let literal = isWhole ? Int64(exactly: value).map { SliceLiteral(SliceValue.integer($0)) } : nil
        return slice(SliceTest(SliceName(name), .compares(comparison, literal ?? SliceLiteral(.double(value)))))
    }

    private func slice(_ test: SliceTest<SliceName, SliceLiteral>) -> String? {
        do {
            return try Slice(.test(test)).description
        } catch {
            return nil
        }
    }

    /// The limit between two codes at which shares before and after differ the most, by their likelihood: edges are as coarse as codes.
    private func sharpened(_ column: Int, _ place: Int, _ edges: [Double], _ known: DiagnosisCase) -> Double? {
        guard case .numbers(let before) = known.before.cells[column], case .numbers(let after) = known.after.cells[column] else { return nil }
        let (low, high) = (place > 0 ? edges[place - 1] : -.infinity, place + 1 < edges.count ? edges[place + 1] : .infinity)
        let (was, now) = (before.filter { !$0.isNaN }.sorted(), after.filter { !$0.isNaN }.sorted())
        guard !was.isEmpty, !now.isEmpty else { return nil }
        let candidates = Set(now.filter { $0 > low && $0 < high }).sorted()
        func below(_ values: [Double], _ limit: Double) -> Double {
            var (first, last) = (0, values.count)
            while first < last {
                let middle = (first + last) / 2
                if values[middle] < limit { first = middle + 1 } else { last = middle }
            }
            return min(1 - 1e-6, max(1e-6, Double(first) / Double(values.count)))
        }
        let step = max(1, candidates.count / 200)
        let best = stride(from: 0, to: candidates.count, by: step).map { candidates[$0] }.max { left, right in
            func gain(_ limit: Double) -> Double {
                let (s, a) = (below(was, limit), below(now, limit))
                return a * log(a / s) + (1 - a) * log((1 - a) / (1 - s))
            }
            return gain(left) < gain(right)
        }
        return best
    }

    /// Records with values that a column did not have before.
    func newValues(_ column: Int, _ known: DiagnosisCase) -> String? {
        let coding = known.evidence.columns[column].coding
        let codes = known.evidence.columns[column].after
        switch known.after.cells[column] {
        case .categories(let texts):
            var counts: [String: Int] = [:]
            for (text, code) in zip(texts, codes) where code == coding.unseen { if let text { counts[text, default: 0] += 1 } }
            guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
            return OutcomeSlices.equal(most.key, of: known.name(column), in: Array(relations.prefix(1)))?.description
        case .numbers(let numbers):
            let new = zip(numbers, codes).filter { $0.1 == coding.unseen }.map(\.0)
            guard case .numbers(let before) = known.before.cells[column] else { return nil }
            let old = before.filter { !$0.isNaN }
            guard let lowest = old.min(), let highest = old.max(), !new.isEmpty else { return nil }
            let (below, above) = (new.filter { $0 < lowest }.count, new.filter { $0 > highest }.count)
            if Double(below) > 0.9 * Double(new.count) { return test(known.name(column), .less, lowest) }
            if Double(above) > 0.9 * Double(new.count) { return test(known.name(column), .greater, highest) }
            return nil
        }
    }
}
