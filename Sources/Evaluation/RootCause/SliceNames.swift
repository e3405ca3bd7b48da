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
        let name = known.name(mix.column)
        let isInside = (mix.after > mix.before) == grows
        switch known.evidence.codings[mix.column].values {
        case .texts(let places, _):
            guard let value = places.first(where: { $0.value == mix.codes.lowerBound })?.key else { return nil }
            return text(value, of: name, isInside: isInside, known.evidence.codings[mix.column], mix.codes.lowerBound)
        case .numbers(let places):
            let values = places.sorted { $0.value < $1.value }.map(\.key)
            if mix.codes.lowerBound > 0 || mix.codes.upperBound == 0 && values.count == 2 {
                let value = values[mix.codes.lowerBound]
                return test(name, isInside ? .equal : .notEqual, value)
            }
            guard mix.codes.upperBound + 1 < values.count else { return nil }
            return test(name, isInside ? .less : .greaterOrEqual, values[mix.codes.upperBound + 1])
        case .edges(let edges, _, _):
            guard mix.codes.upperBound < edges.count else { return nil }
            let edge = sharpened(mix, edges, known) ?? edges[mix.codes.upperBound]
            return test(name, isInside ? .less : .greaterOrEqual, edge)
        }
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
    private func sharpened(_ mix: ShiftExplanations.SliceMix, _ edges: [Double], _ known: DiagnosisCase) -> Double? {
        guard case .numbers(let before) = known.before.cells[mix.column], case .numbers(let after) = known.after.cells[mix.column] else { return nil }
        let place = mix.codes.upperBound
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
        let coding = known.evidence.codings[column]
        let codes = known.evidence.after[column]
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
