internal import Domain
internal import Statistics
internal import Store

/// A way in which a pipeline breaks one column: what it does to the column's own distribution, and nothing to others.
struct Mechanism: Sendable {
    /// Of the failure mode, as a diagnosis names it.
    var mode: FailureMode
    var submode: String
    /// What the column's own distribution leaves unexplained by it, beyond chance.
    var misfit: Double
    /// How freely it was chosen: what simpler ones need not pay.
    var cost: Unexplained
    /// What was seen, with the numbers.
    var sentence: String
    /// What to do about it.
    var remedy: String
    /// Whether new values stand where any value was: records that have them are of no kind of their own.
    var replacesAny = false
}

/// The modes of failure, as diagnoses name them.
enum FailureMode: String, Sendable, Hashable, CaseIterable {
    case none
    case trainingServingSkew = "training_serving_skew"
    case covariateDrift = "covariate_drift"
    case populationShift = "population_shift"
    case conceptDrift = "concept_drift"
    case labelShift = "label_shift"
    case dataQuality = "data_quality"
    case modelRegression = "model_regression"
}

/// Looks for what may have broken a column.
struct MechanismSearch {
    let name: String
    let before: WindowRows.Cells
    let after: WindowRows.Cells
    let coding: EvidenceCoding
    /// Codes of both.
    let codes: (before: [Int], after: [Int])
    let overdispersion: Double
    /// Whether the column's cells were alerted as no values of its type.
    let hasTypeErrors: Bool
    /// Whether a value repeats from record to record: see `RepeatedValues`.
    let repeated: RepeatedValues.Change?

    var n: Double { Double(codes.before.count) }
    var m: Double { Double(codes.after.count) }

    /// What chance does not explain of the difference of two shares, in standard errors.
    func z(_ before: Double, _ after: Double) -> Double { z(before, after, overdispersion) }

    /// The same of values that were never there.
    func zOfUnseen(_ after: Double) -> Double { z(coding.unseenShare, after, min(overdispersion, CodedEvidence.ofUnseen)) }

    private func z(_ before: Double, _ after: Double, _ overdispersion: Double) -> Double {
        let pooled = (before * n + after * m) / (n + m)
        guard pooled > 0, pooled < 1 else { return 0 }
        return (after - before) / (pooled * (1 - pooled) * (1 / n + 1 / m) * overdispersion).squareRoot()
    }

    func share(_ codes: [Int], _ code: Int) -> Double { Double(codes.count { $0 == code }) / Double(max(1, codes.count)) }

    func shares(_ codes: [Int]) -> [Double] {
        codes.reduce(into: [Double](repeating: 0, count: coding.size)) { $0[$1] += 1 / Double(max(1, codes.count)) }
    }

    /// What is left when these codes are not looked at.
    func misfit(without hidden: Set<Int>) -> Double {
        var (expected, observed) = (shares(codes.before), shares(codes.after).map { $0 * m })
        expected[coding.unseen] += coding.unseenShare
        for code in hidden { (expected[code], observed[code]) = (0, 0) }
        let sum = expected.reduce(0, +)
        guard sum > 0 else { return 0 }
        return ShareChange(expected: expected.map { $0 / sum }, size: n * sum, observed: observed).excess(overdispersion: overdispersion)
    }

    /// All that come into question.
    func mechanisms(cost free: Unexplained) -> [Mechanism] {
        [typeErrors, missing, filled, unseen, repetition].compactMap(\.self) + spike + transformed + recoded(free)
    }

    // MARK: Cells

    private var typeErrors: Mechanism? {
        guard hasTypeErrors else { return nil }
        return Mechanism(
            mode: .dataQuality, submode: "type_corruption", misfit: 0, cost: Weight.typeErrors * true,
            sentence: "'\(name)' holds values that are not of its type",
            remedy: "Have the source of '\(name)' write plain values again, and score the records concerned anew.")
    }

    private var missing: Mechanism? {
        let (was, now) = (share(codes.before, coding.missing), share(codes.after, coding.missing))
        guard !hasTypeErrors, z(was, now) > 4, now - was > 0.01 else { return nil }
        return Mechanism(
            mode: .dataQuality, submode: "nulls", misfit: misfit(without: [coding.missing]), cost: Weight.missing * true,
            sentence: "'\(name)' is missing in \(now.percent) of the records, \(was.percent) were usual; its other values are as before",
            remedy: "Ask the source of '\(name)' why \(now.percent) of its values are missing; until then fill them as training did, or hold such records back.")
    }

    /// A value took the place of missing cells.
    private var filled: Mechanism? {
        let found: (value: String, share: Double)?
        switch (before, after) {
        case (.numbers(let before), .numbers(let after)):
            found = MassMoves.defaultForNull(.init(before.map { $0.isNaN ? nil : $0 }), .init(after.map { $0.isNaN ? nil : $0 }))
                .map { (Transformation.digits($0.value), $0.share) }
        case (.categories(let before), .categories(let after)):
            found = MassMoves.defaultForNull(.init(before), .init(after)).map { ("'\($0.value)'", $0.share) }
        default: found = nil
        }
        let (was, now) = (share(codes.before, coding.missing), share(codes.after, coding.missing))
        guard let found else {
            // Cells that are missing no more are filled with something, whatever it is.
            guard z(was, now) < -5, now < 0.2 * was else { return nil }
            return Mechanism(
                mode: .trainingServingSkew, submode: "default_for_null", misfit: misfit(without: [coding.missing]), cost: Weight.filledSomehow * true,
                sentence: "'\(name)' was missing in \(was.percent) of the records, and is in \(now.percent) now",
                remedy: "Serve '\(name)' as missing where it is missing, as training had it.")
        }
        return Mechanism(
            mode: .trainingServingSkew, submode: "default_for_null", misfit: 0, cost: Weight.filled * true,
            sentence: "\(found.value) stands in '\(name)' where training had no value: \(was.percent) were missing, \(now.percent) are now",
            remedy: "Serve '\(name)' as missing where it is missing, and not as \(found.value): training had no value there.")
    }

    /// One new text in the place of values of all kinds.
    private var unseen: Mechanism? {
        guard case .categories(let texts) = after else { return nil }
        let new = newTexts(texts)
        let all = new.reduce(0) { $0 + $1.count }
        guard let most = new.first, Double(most.count) >= 0.8 * Double(all), original(of: most.text) == nil else { return nil }
        let share = Double(most.count) / m
        guard most.count >= 5, zOfUnseen(share) > 4 else { return nil }
        return Mechanism(
            mode: .dataQuality, submode: "unseen_category", misfit: misfit(without: [coding.unseen]), cost: Weight.newText * true,
            sentence: "'\(most.text.prefix(40))' is in \(share.percent) of the records of '\(name)', and was never seen before",
            remedy: "Ask the source of '\(name)' what '\(most.text.prefix(40))' means; map it to a known value, or train with it.", replacesAny: true)
    }

    // MARK: One value, or few

    private var repetition: Mechanism? {
        guard let repeated, repeated.isMore else { return nil }
        return Mechanism(
            mode: .dataQuality, submode: "stale_source", misfit: 0, cost: Weight.repetition * true, sentence: "'\(name)' \(repeated.sentence)",
            remedy: "Ask the source of '\(name)' whether it still answers for each record: what it says repeats.")
    }

    /// One value that is much more frequent, all others in the proportions they had.
    private var spike: [Mechanism] {
        let (was, now): ([String: Int], [String: Int])
        switch (before, after) {
        case (.numbers(let before), .numbers(let after)):
            func counts(_ values: [Double]) -> [String: Int] {
                values.reduce(into: [:]) { counts, value in if !value.isNaN { counts[Transformation.digits(value), default: 0] += 1 } }
            }
            (was, now) = (counts(before), counts(after))
        case (.categories(let before), .categories(let after)):
            func counts(_ values: [String?]) -> [String: Int] { values.reduce(into: [:]) { counts, value in if let value { counts[value, default: 0] += 1 } } }
            (was, now) = (counts(before), counts(after))
        default: return []
        }
        let gains = now.map { value, count -> (value: String, was: Double, now: Double, gain: Double) in
            let (p, q) = (Double(was[value] ?? 0) / n, Double(count) / m)
            return (value, p, q, p < 1 ? (q - p) / (1 - p) : 0)
        }
        guard let most = gains.max(by: { ($0.gain, $1.value) < ($1.gain, $0.value) }), most.gain > 0.03, z(most.was, most.now) > 5 else { return [] }
        let code: Int
        switch (before, after) {
        case (.numbers, .numbers(let values)): code = values.first { !$0.isNaN && Transformation.digits($0) == most.value }.map(coding.code) ?? coding.unseen
        default: code = coding.code(most.value)
        }
        // A text that was never seen is no old value of a source.
        if case .texts = coding.values, code == coding.unseen { return [] }
        var misfit = misfit(without: [code])
        if case .edges = coding.values {
            // Within the code the others must have stayed, too.
            let others = (share(codes.before, code) - most.was, share(codes.after, code) - most.now)
            misfit += max(0, z(others.0 * (1 - most.gain), others.1) * z(others.0 * (1 - most.gain), others.1) - 9)
        }
        if code == coding.unseen {
            // One new number, and not many.
            let others = share(codes.after, code) - most.now
            misfit += max(0, z(coding.unseenShare, others) * z(coding.unseenShare, others) - 9)
        }
        // What nearly all records had before tells no frozen source from customers who are more alike.
        let isAll = most.now > 0.98 && most.was < 0.5
        return [
            Mechanism(
                mode: .dataQuality, submode: "stale_source", misfit: misfit, cost: (isAll ? Weight.spikeOfAll : .spike) * true,
                sentence: "'\(name)' is \(most.value.prefix(40)) in \(most.now.percent) of the records, \(most.was.percent) were usual",
                remedy: "Ask the source of '\(name)' why it says \(most.value.prefix(40)) again and again.")
        ]
    }

    // MARK: Transformations

    private var transformed: [Mechanism] {
        guard case .numbers(let before) = before, case .numbers(let after) = after else { return [] }
        let (known, new) = (before.filter { !$0.isNaN }, after.filter { !$0.isNaN })
        guard let fit = PartialTransformation(reference: known, current: new).fit() else { return [] }
        var transformation = fit.transformation
        var submode = "unit_change"
        let mean = known.reduce(0, +) / Double(max(1, known.count))
        let spread = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))).squareRoot()
        let isStandardised = abs(mean) < 0.3 && (0.7...1.4).contains(spread)
        switch transformation.kind {
        case .exp, .expm1, .log, .log1p, .log10, .log2: submode = "log_missing"
        case .affine, .standardised, .standardisationMissing, .otherStandardisation:
            submode = "other_standardisation"
            if isStandardised { transformation.kind = .otherStandardisation }
        case .scale:
            let largest = (known.map(abs).max() ?? 0, new.map(abs).max() ?? 0)
            let unit = UnitConversion.named(
                slope: transformation["slope"], intercept: 0, tolerance: 1e-3, largestOffline: largest.0, largestOnline: largest.1)
            if let unit { transformation = unit.transformation }
            submode = isStandardised && fit.share > 0.95 ? "other_standardisation" : "unit_change"
        case .unit, .signFlip: submode = isStandardised && fit.share > 0.95 ? "other_standardisation" : "unit_change"
        default: break
        }
        let sentence = transformation.inferred(share: fit.share, confidence: 1).sentence
        return [
            Mechanism(
                mode: .trainingServingSkew, submode: submode,
                misfit: fit.change.excess(overdispersion: overdispersion) + misfitOfCells,
                cost: Weight.transformed * true + Weight.freeTransformation * fit.transformation.cost,
                sentence: "'\(name)' is distributed as if serving computed it otherwise: \(sentence)",
                remedy: "Mend the computing of '\(name)' in serving (\(sentence)), and score the records since then anew.")
        ]
    }

    /// Missing cells have nothing to do with a transformation.
    private var misfitOfCells: Double {
        let z = z(share(codes.before, coding.missing), share(codes.after, coding.missing))
        return max(0, z * z - 9)
    }
}
