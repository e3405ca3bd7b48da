import Evaluation
import Statistics
import Store
import Testing

/// The kernels' numbers and verdicts against the peers' own output on the same tables.
@Suite struct PeerVerdicts {
    private func counts(_ names: [[String?]]) -> [[Int]] {
        let values = Set(names.joined().compactMap(\.self)).sorted()
        return names.map { names in
            let counts = names.reduce(into: [String: Int]()) { if let name = $1 { $0[name, default: 0] += 1 } }
            return values.map { counts[$0] ?? 0 }
        }
    }

    @Test func evidently() throws {
        let cases = try PeerCase.all("evidently")
        #expect(!cases.isEmpty)
        for one in cases {
            let expected = try #require(one.evidently)
            var drifted = 0
            for column in expected.columns {
                let reference = try #require(one.reference.column(column.column))
                let current = try #require(one.current.column(column.column))
                let names = current.names.compactMap(\.self)
                let type = EvidentlyColumnType(
                    current.values.type, rows: one.current.rows, values: names.count, distinct: Set(names).count)
                let verdict: PeerVerdict?
                if type == .numerical {
                    verdict = EvidentlyDrift.verdict(
                        reference: reference.numbers.compactMap(\.self), current: current.numbers.compactMap(\.self))
                } else {
                    let sides = counts([reference.names, current.names])
                    verdict = AlignedCounts(reference: sides[0], current: sides[1], isBinned: false)
                        .map { EvidentlyDrift.verdict(counts: $0) }
                }
                let place: Comment = "\(one.name), \(column.column): \(String(describing: verdict)) against \(column)"
                #expect(verdict?.method == column.method, place)
                #expect(verdict?.threshold == column.threshold, place)
                #expect(verdict?.isAlert == column.drifted, place)
                #expect(isAlike(verdict?.value, column.value), place)
                drifted += verdict?.isAlert == true ? 1 : 0
            }
            #expect(Double(drifted) == expected.count)
            #expect(EvidentlyDrift.isDatasetDrifted(drifted: drifted, of: expected.columns.count) == expected.dataset_drift)
        }
    }

    @Test func nannyML() throws {
        let cases = try PeerCase.all("nannyml")
        #expect(!cases.isEmpty)
        for one in cases {
            let expected = try #require(one.nannyml)
            let (before, after) = (one.reference.chunks(byDay: one.period != nil), one.current.chunks(byDay: one.period != nil))
            for series in expected.univariate {
                let method = try #require(series.method.flatMap(NannyMLMethod.init))
                let reference = try #require(one.reference.column(series.column))
                let current = try #require(one.current.column(series.column))
                let place = "\(one.name), \(series.column), \(method.rawValue)"
                switch reference.values.type {
                case .double, .integer:
                    let (known, now) = (reference.numbers, current.numbers)
                    try compare(
                        NannyMLDetector<NannyMLContinuous>(method, chunks: before.map { $0.compactMap { known[$0] } }),
                        after.map { $0.compactMap { now[$0] } }, series, place)
                default:
                    let (known, now) = (reference.names, current.names)
                    let all = counts(before.map { $0.map { known[$0] } } + after.map { $0.map { now[$0] } })
                    try compare(
                        NannyMLDetector<NannyMLCategorical>(method, chunks: Array(all.prefix(before.count))),
                        Array(all.dropFirst(before.count)), series, place)
                }
            }
        }
    }

    private func compare<Column>(
        _ detector: NannyMLDetector<Column>?, _ chunks: [Column.Chunk], _ expected: PeerCase.Chunks, _ place: String
    ) throws {
        let detector = try #require(detector, "\(place): no reference")
        #expect(detector.referenceValues.count == expected.reference.count, "\(place): chunks of the reference")
        #expect(chunks.count == expected.current.count, "\(place): chunks")
        #expect(isAlike(detector.threshold, expected.upper), "\(place): threshold \(detector.threshold ?? .nan)")
        for (chunk, (ours, theirs)) in zip(detector.referenceValues, expected.reference).enumerated() {
            #expect(isAlike(ours, theirs), "\(place), reference \(chunk)")
        }
        for (index, chunk) in chunks.enumerated() where index < expected.current.count {
            let verdict = detector.verdict(chunk)
            #expect(isAlike(verdict?.value, expected.current[index]), "\(place), \(index): value")
            #expect((verdict?.isAlert ?? false) == expected.alerts[index], "\(place), \(index): alert")
        }
    }
}
