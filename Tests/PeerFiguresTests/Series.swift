import Evaluation
import Testing

/// One of a table's quantities as Assay computes it, chunk by chunk.
struct Series: Sendable {
    enum Period: String, Sendable {
        case reference, analysis
    }

    var values: [Period: [Double?]]
    var threshold: NannyMLThreshold
    /// Where alerts come from a p-value and not from the threshold.
    var pValues: [Period: [Double]]?

    init(_ values: [Period: [Double?]], _ threshold: NannyMLThreshold, pValues: [Period: [Double]]? = nil) {
        self.values = values
        self.threshold = threshold
        self.pValues = pValues
    }

    /// With the usual band over the reference's chunks.
    init(
        reference: [Double?], analysis: [Double?], lowest: Double? = nil, highest: Double? = nil,
        upperOnly: Bool = false
    ) throws {
        let band = try #require(NannyMLThreshold(reference: reference, lowest: lowest, highest: highest))
        self.init([.reference: reference, .analysis: analysis], upperOnly ? band.upperOnly : band)
    }

    func alerts(_ period: Period, _ chunk: Int) -> Bool? {
        if let pValues { return pValues[period].map { $0[chunk] < 0.05 } }
        return values[period]?[chunk].map(threshold.alerts)
    }
}

extension DocumentedTable {
    /// Compares values, thresholds and alerts of all of the table's quantities, and the number of chunks.
    func expectAgreement(with computed: [String: Series]) throws {
        #expect(!series.isEmpty && !rows.isEmpty)
        for name in series where computed[name] == nil { Issue.record("\(id): \(name) is not computed") }
        for row in rows {
            let cells = cells(row)
            let period = try #require(cells["chunk.period"]?.text.flatMap(Series.Period.init))
            let chunk = Int(try #require(cells["chunk.chunk_index"]?.number))
            for name in series {
                guard let ours = computed[name] else { continue }
                let values = try #require(ours.values[period])
                guard values.indices.contains(chunk) else {
                    Issue.record("\(id): no chunk \(chunk) in \(period)")
                    continue
                }
                let place = "\(id), \(name), \(period) \(chunk)"
                expect(values[chunk], cells["\(name).value"], "\(place): value")
                expect(ours.threshold.upper, cells["\(name).upper_threshold"], "\(place): upper threshold")
                expect(ours.threshold.lower, cells["\(name).lower_threshold"], "\(place): lower threshold")
                #expect(ours.alerts(period, chunk).map(Cell.flag) == cells["\(name).alert"], "\(place): alert")
            }
        }
        for period in [Series.Period.reference, .analysis] {
            let printed = rows.count { cells($0)["chunk.period"]?.text == period.rawValue }
            guard printed > 0 else { continue }
            for name in series {
                let count = computed[name]?.values[period]?.count
                #expect(count == printed, "\(id), \(name): chunks of \(period)")
            }
        }
    }

    private func expect(_ ours: Double?, _ theirs: Cell?, _ place: String) {
        switch (ours, theirs) {
        case (nil, Cell.none?): break
        case (let ours?, .number(let printed)?):
            #expect(agrees(ours, printed), "\(place): \(ours) against \(printed)")
        default: Issue.record("\(place): \(String(describing: ours)) against \(String(describing: theirs))")
        }
    }
}
