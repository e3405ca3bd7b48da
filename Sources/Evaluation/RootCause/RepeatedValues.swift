internal import Store

/// How often a column says the same as in the record before, and how many different values it has: a source that no longer answers for each record
/// repeats itself.
struct RepeatedValues {
    struct Change: Sendable {
        /// The share of records with the value of the record before, some hours apart at most, that is usual for values as frequent as they are now.
        var before: Double
        var after: Double
        /// Of so many records.
        var pairs: Double
        /// Different values beside the one that is most frequent after, and how many as many such records had before.
        var distinct: Double
        var expectedDistinct: Double

        /// Whether values repeat surely more than they did.
        var isMore: Bool { isHeld || isPool }

        /// Whether it is surely the value of the record before that repeats.
        var isHeld: Bool {
            let error = (max(1e-4, before * (1 - before)) / max(1, pairs)).squareRoot()
            return pairs >= 30 && after - before > 0.15 * (1 - before) && (after - before) / error > 6
        }

        private var isPool: Bool { expectedDistinct >= 40 && distinct < 0.7 * expectedDistinct }

        var sentence: String {
            isHeld
                ? "repeats the value of the record before in \(after.percent) of the records, \(before.percent) are usual of values as frequent"
                : "has \(Int(distinct)) different values beside its most frequent one, where as many records had about \(Int(expectedDistinct))"
        }
    }

    /// Records further apart, in seconds, are not compared.
    private static let nearby = 6 * 3_600.0

    /// - Parameters:
    ///   - codes: whole values, each with its own number, in the order of time.
    ///   - times: in seconds.
    static func change(before: ([Int], [Double]), after: ([Int], [Double])) -> Change? {
        guard let was = sameness(before.0, before.1), let now = sameness(after.0, after.1), now.pairs > 0, was.pairs > 0 else { return nil }
        // Where one value has become more frequent fewer records are left for others, which is no sign of a pool.
        let rest = restWithout(mostFrequent(after.0), before.0, after.0)
        let size = min(rest.before.count, rest.after.count)
        // As many records on both sides, evenly chosen.
        func distinct(_ codes: [Int]) -> Double { Double(Set((0..<size).map { codes[$0 * codes.count / max(1, size)] }).count) }
        return Change(
            before: usual(was.share, before.0, after.0), after: now.share, pairs: now.pairs, distinct: distinct(rest.after),
            expectedDistinct: distinct(rest.before))
    }

    /// The share before, had values been as frequent as after: where fewer are left each follows itself more often. By the share of what chance leaves
    /// (Cohen's kappa), which stays; and no less than it was.
    private static func usual(_ share: Double, _ before: [Int], _ after: [Int]) -> Double {
        let (was, now) = (chance(before), chance(after))
        guard was < 1 else { return share }
        let kappa = max(0, (share - was) / (1 - was))
        return max(share, now + kappa * (1 - now))
    }

    private static func restWithout(_ value: Int?, _ before: [Int], _ after: [Int]) -> (before: [Int], after: [Int]) {
        func rest(_ codes: [Int]) -> [Int] { codes.filter { $0 >= 0 && $0 != value } }
        return (rest(before), rest(after))
    }

    private static func mostFrequent(_ codes: [Int]) -> Int? { counts(codes).max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }

    private static func counts(_ codes: [Int]) -> [Int: Double] {
        codes.reduce(into: [:]) { counts, code in if code >= 0 { counts[code, default: 0] += 1 } }
    }

    /// How often two records have the same value by chance.
    private static func chance(_ codes: [Int]) -> Double {
        let counts = counts(codes)
        let all = counts.values.reduce(0, +)
        return all > 0 ? counts.values.reduce(0) { $0 + ($1 / all) * ($1 / all) } : 0
    }

    private static func sameness(_ codes: [Int], _ times: [Double]) -> (share: Double, pairs: Double)? {
        guard codes.count > 1 else { return nil }
        var (same, pairs) = (0.0, 0.0)
        for row in 1..<codes.count where codes[row] >= 0 && codes[row - 1] >= 0 && abs(times[row] - times[row - 1]) <= nearby {
            pairs += 1
            if codes[row] == codes[row - 1] { same += 1 }
        }
        return pairs > 0 ? (same / pairs, pairs) : nil
    }

    /// A number for each different value; -1 for none.
    static func numbered(_ before: WindowRows.Cells, _ after: WindowRows.Cells) -> (before: [Int], after: [Int]) {
        switch (before, after) {
        case (.numbers(let before), .numbers(let after)):
            var known: [Double: Int] = [:]
            func numbers(_ values: [Double]) -> [Int] {
                values.map { value in
                    guard !value.isNaN else { return -1 }
                    let next = known.count
                    return known[value] ?? { known[value] = next; return next }()
                }
            }
            return (numbers(before), numbers(after))
        case (.categories(let before), .categories(let after)):
            var known: [String: Int] = [:]
            func numbers(_ values: [String?]) -> [Int] {
                values.map { value in
                    guard let value else { return -1 }
                    let next = known.count
                    return known[value] ?? { known[value] = next; return next }()
                }
            }
            return (numbers(before), numbers(after))
        default: return ([], [])
        }
    }
}
