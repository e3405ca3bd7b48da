import Domain
import Foundation
import Statistics
import Store

/// Records of a scoring model of two columns, calibrated as long as nothing changes, and what becomes of them.
struct Traffic {
    var income = 0.0
    /// Added to the log-odds of the outcome, in the north (a third of all) and elsewhere.
    var north = 0.0
    var elsewhere = 0.0
    /// How often records with outcome 1 are taken, others the rest of the times.
    var share: Double?
    /// Incomes that are missing, for which the model takes 2.
    var missing = 0.0
    /// What incomes are multiplied by on their way to the model.
    var unit = 1.0
    /// The share of the traffic on a version whose log-odds are `zeal` times those of the other.
    var canary = 0.0
    var zeal = 1.0

    static let columns = [
        CountedColumn("age", .numeric), CountedColumn("income", .numeric), CountedColumn("region", .categorical), CountedColumn("noise", .numeric),
    ]

    func rows(_ count: Int, seed: UInt64) -> LabelledRows {
        var random = SplitMix64(seed: seed)
        func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        var rows = LabelledRows(total: count, predictions: .init(decisions: [], scores: [[]]), cells: WindowRows(key: nil, of: Self.columns))
        while rows.count < count {
            let (age, own) = (random.nextNormal(), income + random.nextNormal())
            let region = ["north", "south", "east"].randomElement(using: &random) ?? ""
            let outcome: Double = random.nextUniform() < logistic(1.2 * age - 0.8 * own + (region == "north" ? north : elsewhere)) ? 1 : 0
            if let share, random.nextUniform() > (outcome == 1 ? share : 1 - share) { continue }
            let isMissing = random.nextUniform() < missing
            let isNew = random.nextUniform() < canary
            rows.cells.append(age, to: 0)
            rows.cells.append(isMissing ? .nan : own * unit, to: 1)
            rows.cells.append(region, to: 2)
            rows.cells.append(random.nextNormal(), to: 3)
            let score = logistic((isNew ? zeal : 1) * (1.2 * age - 0.8 * (isMissing ? 2 : own * unit)))
            rows.predictions.scores[0].append(score)
            rows.predictions.decisions.append(score >= 0.5 ? 1 : 0)
            rows.actuals.append(outcome)
            rows.places.append(Int64(rows.places.count))
            rows.times.append(nil)
            rows.versions.append(isNew ? "v2" : "v1")
        }
        return rows
    }
}
