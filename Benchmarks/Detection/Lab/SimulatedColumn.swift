import Domain
import Evaluation
import Foundation
import Statistics
import Store

/// One column: its shares when nothing moves it, and how it is counted.
struct SimulatedColumn: Sendable {
    let name: String
    let isNumeric: Bool
    /// Of bins or categories.
    let shares: [Double]
    /// Where movement takes records: from cells with a low score to those with a high one.
    let scores: [Double]
    /// What a bin's records are worth, for distances in the column's unit.
    let values: [Double]
    let missing: Double

    /// - Parameter index: decides, with the shape, what kind of column it is.
    init(_ index: Int, _ shape: Shape, _ random: inout SplitMix64) {
        name = "c\(index)"
        missing = [0, 0.002, 0.02, 0.1][index / 5 % 4]
        let kind = index % 5
        isNumeric = shape.columns != .rareCategories && kind < 3
        if isNumeric {
            shares = [Double](repeating: 0.05, count: 20)
            scores = (0..<20).map { StandardNormal.quantile((Double($0) + 0.5) / 20) }
            let deviation = shape.columns == .heavyTails ? 2 : kind == 2 ? 1.0 : 0
            values = scores.map { deviation > 0 ? exp(deviation * $0) : $0 }
        } else {
            let count = shape.columns == .rareCategories ? 60 : kind == 3 ? 5 : 30
            let weights = (1...count).map { pow(Double($0), -1.3) }
            shares = weights.map { $0 / weights.reduce(0, +) }
            scores = shares.map { _ in random.nextNormal() }
            values = []
        }
    }

    /// With the edges or the dictionary that the baseline would have given.
    var plan: ColumnBinning.Plan {
        let bins: BinnedColumn.Bins
        if isNumeric, let edges = Self.edges {
            bins = .numeric(edges)
        } else {
            bins = .categorical(.init(values: Self.names(shares.count), isComplete: true))
        }
        return ColumnBinning.Plan(
            column: .init(name: name, role: .feature, type: isNumeric ? .numeric : .categorical, origin: .set), binned: BinnedColumn(name, bins),
            isDistinct: !isNumeric, median: nil, distinct: nil)
    }

    static let edges = BinEdges((0...20).map(Double.init))
    private static let allNames = (0..<60).map { "v\($0)" }
    private static func names(_ count: Int) -> [String] { Array(allNames[..<count]) }

    /// Counts by hour of the baseline and of production.
    ///
    /// - Parameter failure: what is wrong in an hour of production.
    func counts(
        in traffic: Traffic, _ random: inout SplitMix64, failure: (Int) -> Distortion = { _ in Distortion() }
    ) -> (baseline: HourlyCounts, production: HourlyCounts) {
        let movement = traffic.movement(&random)
        let extremes = 1 / Double(max(1, traffic.baseline.reduce(0, +)))
        func count(_ records: [Int], from place: Int, _ failure: (Int) -> Distortion) -> HourlyCounts {
            var counts = HourlyCounts(first: place == 0 ? traffic.first : traffic.start, cells: shares.count + 2)
            for (hour, records) in records.enumerated() {
                let distortion = failure(hour)
                let missing = random.nextBinomial(trials: records, p: min(1, self.missing + distortion.missing))
                let shares = self.shares(movement[place + hour], distortion, extremes: place > 0 && isNumeric ? extremes : 0)
                counts.append(records: records, missing: missing, random.nextMultinomial(trials: records - missing, shares: shares))
            }
            return counts
        }
        let baseline = count(traffic.baseline, from: 0) { _ in Distortion() }
        return (baseline, count(traffic.production, from: traffic.baselineHours, failure))
    }

    /// Of the cell before the first, of each cell, and of the one after the last (unseen values, for categories).
    private func shares(_ movement: Double, _ distortion: Distortion, extremes: Double) -> [Double] {
        var result = tilted(by: movement + distortion.shift)
        if distortion.slice > 0 {
            let other = tilted(by: movement + distortion.sliceShift)
            for cell in result.indices { result[cell] += distortion.slice * (other[cell] - result[cell]) }
        }
        if distortion.surplus > 0 {
            let cell = isNumeric ? 10 : distortion.cell
            for other in result.indices { result[other] *= 1 - distortion.surplus }
            result[cell] += distortion.surplus
        }
        return [extremes] + result + [extremes + distortion.unseen / (1 - min(0.999, distortion.unseen))]
    }

    private func tilted(by movement: Double) -> [Double] {
        guard movement != 0 else { return shares }
        var (result, sum) = (shares, 0.0)
        for cell in result.indices {
            result[cell] *= exp(movement * scores[cell])
            sum += result[cell]
        }
        for cell in result.indices { result[cell] /= sum }
        return result
    }

    /// What engines would have answered.
    func answer(_ counts: HourlyCounts, _ hour: Int) -> BinnedCounts {
        let cells = Array(counts.cells(hour))
        let rows = ColumnCounts(rows: counts.records[hour], nulls: counts.missing[hour])
        if isNumeric, let edges = Self.edges { return BinnedCounts(counts: rows, bins: .histogram(Histogram(edges: edges, counts: cells))) }
        let categories = CategoryCounts(
            categories: Self.names(shares.count), counts: Array(cells[1..<(cells.count - 1)]), other: 0, unseen: cells[cells.count - 1])
        return BinnedCounts(counts: rows, bins: .categories(categories))
    }
}

/// What is wrong with a column in an hour.
struct Distortion {
    /// All records move by so many deviations.
    var shift = 0.0
    /// This share of the records moves, and by how much.
    var slice = 0.0
    var sliceShift = 1.5
    /// This share of the records has one value.
    var surplus = 0.0
    var cell = 0
    var missing = 0.0
    var unseen = 0.0
}

/// Counts of a column by hour.
struct HourlyCounts: Sendable {
    let first: Int64
    let cells: Int
    private(set) var records: [Int] = []
    private(set) var missing: [Int] = []
    private var counts: [Int] = []

    init(first: Int64, cells: Int) {
        self.first = first
        self.cells = cells
    }

    mutating func append(records: Int, missing: Int, _ counts: [Int]) {
        self.records.append(records)
        self.missing.append(missing)
        self.counts += counts
    }

    func cells(_ hour: Int) -> ArraySlice<Int> { counts[(hour * cells)..<((hour + 1) * cells)] }
}

/// Counts of a column by day.
struct DailyCounts {
    struct Window {
        var records: Int
        var missing: Int
        var cells: [Int]

        var missingRate: Double { records > 0 ? Double(missing) / Double(records) : 0 }
    }

    let baseline: [Window]
    let production: [Window]
    let whole: Window

    init(_ counts: (baseline: HourlyCounts, production: HourlyCounts)) {
        func days(_ counts: HourlyCounts) -> [Window] {
            (0..<(counts.records.count / 24)).map { day in
                let hours = (24 * day)..<(24 * day + 24)
                var cells = [Int](repeating: 0, count: counts.cells)
                for hour in hours {
                    for (cell, count) in counts.cells(hour).enumerated() { cells[cell] += count }
                }
                return Window(records: counts.records[hours].reduce(0, +), missing: counts.missing[hours].reduce(0, +), cells: cells)
            }
        }
        (baseline, production) = (days(counts.baseline), days(counts.production))
        whole = Self.sum(baseline[...])
    }

    static func sum(_ windows: ArraySlice<Window>) -> Window {
        windows.dropFirst().reduce(windows.first ?? Window(records: 0, missing: 0, cells: [])) { sum, window in
            Window(
                records: sum.records + window.records, missing: sum.missing + window.missing, cells: zip(sum.cells, window.cells).map(+))
        }
    }
}
