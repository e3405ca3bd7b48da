/// Three columns, with the slices of each two of them, and those of the first two that may lead to one of the best.
private struct ColumnTriple {
    var places: [Int]
    var both: SlicePairs
    var left: SlicePairs
    var right: SlicePairs
    var slices: [(Int, Int)]
}

extension SliceSearch {
    func triples(of pairs: SlicePairTable, _ best: inout TopSlices) async throws {
        // What promises most comes first: the sooner good slices are known, the fewer others are counted.
        let work = bundlePairs.map { first, second in
            var bound = -Double.infinity
            for one in bundles[first].columns {
                for other in bundles[second].columns where one < other { bound = max(bound, pairs[one, other]?.bound ?? -.infinity) }
            }
            return (first, second, bound)
        }
        let order = work.filter { $0.2 > -.infinity }.sorted { ($0.2, $1.0, $1.1) > ($1.2, $0.0, $0.1) }.map { ($0.0, $0.1) }
        _ = try await inParallel(order, &best) { first, second, best in
            triplesWithin(first, second, pairs, &best)
            if first < second { triplesBeyond(first, second, pairs, &best) }
        }
    }

    /// Three columns of two bundles, or of one.
    private func triplesWithin(_ first: Int, _ second: Int, _ pairs: SlicePairTable, _ best: inout TopSlices) {
        let (left, right) = (Array(bundles[first].columns), Array(bundles[second].columns))
        let places = first == second ? choices(left, 3) : choices(left, 2).flatMap { two in right.map { two + [$0] } }
            + left.flatMap { one in choices(right, 2).map { [one] + $0 } }
        let triples = places.compactMap { triple($0, pairs, best.threshold) }
        guard !triples.isEmpty else { return }
        let (all, before) = (cube(current, first, second), earlier.map { cube($0, first, second) })
        for triple in triples {
            let sides = axes(first, second, triple.places)
            offer(triple, all.summed(sides), before?.summed(sides), &best)
        }
    }

    /// A column of each of two bundles, and one of another.
    private func triplesBeyond(_ first: Int, _ second: Int, _ pairs: SlicePairTable, _ best: inout TopSlices) {
        let thirds = (second + 1..<max(second + 1, bundles.count)).map { third in
            (third, bundles[first].columns.flatMap { one in
                bundles[second].columns.flatMap { two in bundles[third].columns.compactMap { triple([one, two, $0], pairs, best.threshold) } }
            })
        }.filter { !$0.1.isEmpty }
        guard !thirds.isEmpty else { return }
        let isWanted = cells(of: thirds.flatMap(\.1), first, second)
        func records(_ table: LossTable) -> SomeRecords {
            SomeRecords(of: table, columns: (first, second), codeCount: bundles[second].codeCount, isWanted: isWanted)
        }
        let (some, someBefore) = (records(current), earlier.map(records))
        for (third, triples) in thirds {
            func cube(_ table: LossTable, _ records: SomeRecords) -> LossCube {
                LossCube(of: records, third: table.codes[third], cellCount: isWanted.count, codeCount: bundles[third].codeCount)
            }
            let all = cube(current, some)
            let before = earlier.flatMap { earlier in someBefore.map { cube(earlier, $0) } }
            for triple in triples {
                let sides = zip([first, second, third], triple.places).map { bundles[$0].axis(of: [$1]) }
                offer(triple, all.summed(sides), before?.summed(sides), &best)
            }
        }
    }

    /// Which cells of two bundles lie in a slice of two columns that may lead to one of the best.
    private func cells(of triples: [ColumnTriple], _ first: Int, _ second: Int) -> [Bool] {
        let width = bundles[second].codeCount
        var isWanted = [Bool](repeating: false, count: bundles[first].codeCount * width)
        for triple in triples {
            let (one, other) = (columns[triple.places[0]].conditions, columns[triple.places[1]].conditions)
            let codes = (bundles[first].axis(of: [triple.places[0]]).codes, bundles[second].axis(of: [triple.places[1]]).codes)
            for (p, q) in triple.slices {
                for (a, code) in codes.0.enumerated() where one[p].codes.contains(code) {
                    for (b, code) in codes.1.enumerated() where other[q].codes.contains(code) { isWanted[a * width + b] = true }
                }
            }
        }
        return isWanted
    }

    /// - Returns: `nil` where no slice of these columns can be one of the best.
    private func triple(_ places: [Int], _ pairs: SlicePairTable, _ threshold: Double) -> ColumnTriple? {
        guard let both = pairs[places[0], places[1]], let left = pairs[places[0], places[2]], let right = pairs[places[1], places[2]] else {
            return nil
        }
        var result = ColumnTriple(places: places, both: both, left: left, right: right, slices: [])
        let thirds = columns[places[2]].conditions.indices
        for p in columns[places[0]].conditions.indices {
            for q in columns[places[1]].conditions.indices where both[p, q].bound >= threshold {
                if thirds.contains(where: { bound(both[p, q], left[p, $0], right[q, $0]) >= threshold }) { result.slices.append((p, q)) }
            }
        }
        return result.slices.isEmpty ? nil : result
    }

    private func offer(_ triple: ColumnTriple, _ cube: LossCube, _ before: LossCube?, _ best: inout TopSlices) {
        let (one, other, last) = (columns[triple.places[0]], columns[triple.places[1]], columns[triple.places[2]])
        for (p, q) in triple.slices {
            let (left, right) = (one.conditions[p], other.conditions[q])
            let line = cube.line(left.codes, right.codes, width: other.codeCount, depth: last.codeCount)
            let lineBefore = before?.line(left.codes, right.codes, width: other.codeCount, depth: last.codeCount)
            for (r, third) in last.conditions.enumerated()
            where bound(triple.both[p, q], triple.left[p, r], triple.right[q, r]) >= best.threshold {
                _ = offer(line.sum(third.codes), lineBefore?.sum(third.codes) ?? LossSum(), [left.range, right.range, third.range], &best)
            }
        }
    }

    private func bound(_ one: SliceNode, _ other: SliceNode, _ third: SliceNode) -> Double {
        guard min(one.earlierCount, other.earlierCount, third.earlierCount) >= scorer.earlierSupport,
            other.bound > -.infinity, third.bound > -.infinity
        else { return -.infinity }
        return scorer.bound(one.sum.bounded(by: other.sum).bounded(by: third.sum))
    }
}

/// Every choice of so many of some elements, which stay in their order.
private func choices<Element>(_ elements: [Element], _ count: Int) -> [[Element]] {
    guard count > 0 else { return [[]] }
    return elements.indices.flatMap { place in choices(Array(elements[(place + 1)...]), count - 1).map { [elements[place]] + $0 } }
}
