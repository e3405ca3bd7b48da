internal import Domain
internal import Statistics

/// Which columns tell best where records turn out otherwise than their predictions let expect: a relation that changed by one column's part in it leaves
/// truths too high for some of its values and too low for others.
enum DepartedColumns {
    /// Columns by how much the truth's, or the loss's, distance from what such predictions brought has changed among records of one value: the sum of
    /// squares over values, in standard errors, beyond chance. The first by most; only those beyond chance.
    static func ranked(_ known: DiagnosisCase) -> [Int] {
        guard let outcome = known.outcome else { return [] }
        let found = known.features.map { column in
            max(
                departure(known, column, outcome.surprise.before, outcome.surprise.after),
                departure(known, column, outcome.excessBefore, outcome.excess))
        }
        return known.features.filter { found[$0] > 10 }.sorted { (found[$0], $1) > (found[$1], $0) }
    }

    private static func departure(_ known: DiagnosisCase, _ column: Int, _ before: [Double], _ after: [Double]) -> Double {
        func moments(_ codes: [Int], _ values: [Double]) -> [Moments] {
            var parts = [Moments](repeating: Moments(), count: known.evidence.columns[column].coding.size)
            for (code, value) in zip(codes, values) where value.isFinite { parts[code].add(value) }
            return parts
        }
        let (was, now) = (moments(known.evidence.columns[column].before, before), moments(known.evidence.columns[column].after, after))
        var (sum, freedom) = (0.0, 0.0)
        for (was, now) in zip(was, now) where was.count >= 10 && now.count >= 10 {
            guard let first = was.variance(), let second = now.variance(), first + second > 0 else { continue }
            let error = first / Double(was.count) + second / Double(now.count)
            sum += (now.mean - was.mean) * (now.mean - was.mean) / error
            freedom += 1
        }
        return sum - freedom - 2 * (2 * freedom).squareRoot()
    }
}
