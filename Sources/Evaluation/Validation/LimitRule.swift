internal import Domain

/// A number that is held against a limit: where it is, and where it may be.
struct JudgedEstimate {
    /// `nil` where it does not exist for these rows.
    var value: Double?
    /// Of the requirement's confidence; `nil` where there is no interval.
    var lower: Double?
    var upper: Double?
    var rows: Int
    /// What rows are called.
    var noun = "records"
    /// Whether the number is certain, so that it needs no interval and no rows: a count of files, not a sample of anything.
    var isCertain = false
}

/// The rule of the gate. An estimate that misses its limit has missed it, whatever its interval. One that meets it is uncertain where its
/// interval goes beyond the limit. Of too few rows nothing is said.
extension Requirement {
    func outcome(_ estimate: JudgedEstimate) -> RequirementResult.Outcome {
        guard estimate.isCertain || estimate.rows >= leastRows, let value = estimate.value else { return .notEnough }
        guard limit.holds(value) else { return .missed }
        if estimate.isCertain { return .met }
        guard let lower = estimate.lower, let upper = estimate.upper else { return isConfident ? .uncertain : .met }
        return limit.holds(lower) && limit.holds(upper) ? .met : .uncertain
    }

    func effect(of outcome: RequirementResult.Outcome) -> Effect {
        let worst: Effect =
            switch outcome {
            case .met: .pass
            case .uncertain: isConfident ? .fail : .pass
            case .notEnough: tooFew
            case .missed: .fail
            }
        return isRequired ? worst : min(worst, .warn)
    }

    /// Whether the interval has the limit's end within, so that more rows would tell.
    func isOpen(_ estimate: JudgedEstimate) -> Bool { reach(estimate) != nil }

    /// About how many rows would bring the interval's end to the limit: its length falls with their root. `nil` where it is no matter of rows.
    func rowsToTell(_ estimate: JudgedEstimate) -> Int? {
        guard let (distance, half) = reach(estimate), distance > 0 else { return nil }
        let needed = Double(estimate.rows) * (half / distance) * (half / distance)
        return needed < 1e9 ? Int(needed.rounded(.up)) : nil
    }

    /// From the value to the limit's end that lies within the interval, and to the interval's.
    private func reach(_ estimate: JudgedEstimate) -> (distance: Double, half: Double)? {
        guard !estimate.isCertain, let value = estimate.value, let lower = estimate.lower, let upper = estimate.upper else { return nil }
        let ends = [limit.lowest, limit.highest].compactMap(\.self).filter { lower < $0 && $0 < upper }
        return ends.map { (abs(value - $0), $0 < value ? value - lower : upper - value) }.min { $0.0 < $1.0 }
    }

    /// The judgement of one number.
    ///
    /// - Parameters:
    ///   - what: the number's name, as a sentence begins with.
    ///   - advice: what to do where it misses.
    func judged(
        _ kind: RequirementResult.Kind, _ what: String, _ estimate: JudgedEstimate, subject: String? = nil, slice: Slice? = nil, isFound: Bool = false, detail: String? = nil,
        advice: String
    ) -> RequirementResult {
        let outcome = outcome(estimate)
        let effect = effect(of: outcome)
        let toTell = outcome == .notEnough || outcome == .met ? nil : rowsToTell(estimate)
        let sentence = sentence(what, estimate, outcome, toTell) + (detail.map { " \($0)" } ?? "")
        return RequirementResult(
            kind: kind, requirement: name ?? text, subject: subject, slice: slice?.description, isFound: isFound, line: place.line, outcome: outcome, effect: effect,
            limit: limit, value: estimate.value, lower: estimate.lower, upper: estimate.upper,
            confidence: estimate.lower == nil || estimate.upper == nil ? nil : confidence, rows: estimate.isCertain ? nil : estimate.rows,
            leastRows: estimate.isCertain ? nil : leastRows, rowsToTell: toTell, message: sentence,
            advice: self.advice(estimate, outcome, effect, toTell, advice))
    }

    private func sentence(_ what: String, _ estimate: JudgedEstimate, _ outcome: RequirementResult.Outcome, _ toTell: Int?) -> String {
        guard let value = estimate.value, outcome != .notEnough else {
            return estimate.rows < leastRows
                ? "\(what): \(estimate.rows) \(estimate.noun), where \(leastRows) are asked for."
                : "\(what) does not exist for these \(estimate.rows) \(estimate.noun)."
        }
        var text = "\(what) is \(Self.figure(value, beside: limit))"
        if let lower = estimate.lower, let upper = estimate.upper {
            text += " (\(Self.significant(confidence * 100, 4)) % interval \(Self.figure(lower, beside: limit)) to \(Self.figure(upper, beside: limit)))"
        }
        if !estimate.isCertain { text += " of \(estimate.rows) \(estimate.noun)" }
        let more = toTell.map { ", about \(Self.rounded($0)) \(estimate.noun) would tell" } ?? ""
        switch outcome {
        case .met: return text + ": \(limit.text)."
        case .uncertain where estimate.lower == nil: return text + ": \(limit.text), but how sure that is is not known."
        case .uncertain: return text + ": \(limit.text), but its interval is not\(more)."
        case .missed, .notEnough:
            return text + ", \(limit.missed(by: value))" + (isOpen(estimate) ? "; it may be chance\(more)." : estimate.lower == nil ? "." : ", beyond chance.")
        }
    }

    private func advice(
        _ estimate: JudgedEstimate, _ outcome: RequirementResult.Outcome, _ effect: Effect, _ toTell: Int?, _ usual: String
    ) -> String? {
        switch outcome {
        case .met: return nil
        case .missed: return usual
        case .uncertain:
            guard effect > .pass else { return nil }
            let more = toTell.map { "about \(Self.rounded(max(1, $0 - estimate.rows))) more \(estimate.noun)" } ?? "more \(estimate.noun)"
            return "Bring \(more), or leave out 'confident' (line \(place.line))."
        case .notEnough:
            guard effect > .pass else { return nil }
            let missing = leastRows - estimate.rows
            return missing > 0
                ? "Bring \(missing) more \(estimate.noun), or set a smaller 'min_rows' or 'too_few: warn' (line \(place.line))."
                : "Bring \(estimate.noun) for which it exists: both classes, and predictions of the kind that it is made of."
        }
    }

    /// Four significant digits; more where the limit could not be told from it.
    static func figure(_ value: Double, beside limit: Limit) -> String {
        let text = significant(value, 4)
        let limits = [limit.lowest, limit.highest].compactMap(\.self)
        return limits.contains { $0 != value && significant($0, 4) == text } ? significant(value, 7) : text
    }

    /// Without zeros at the end.
    static func significant(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
        var (size, exponent) = (abs(value), 0)
        while size >= 10 { (size, exponent) = (size / 10, exponent + 1) }
        while size < 1 { (size, exponent) = (size * 10, exponent - 1) }
        var power = 1.0
        for _ in 0..<abs(digits - 1 - exponent) { power *= 10 }
        let rounded = exponent < digits ? (value * power).rounded() / power : (value / power).rounded() * power
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : "\(rounded)"
    }

    /// To two digits: it is a guess.
    private static func rounded(_ count: Int) -> Int {
        var unit = 1
        while count / unit >= 100 { unit *= 10 }
        return (count + unit / 2) / unit * unit
    }
}

extension Limit {
    /// `below 0.85`, `above 0.1`.
    fileprivate func missed(by value: Double) -> String {
        if let lowest, value < lowest { return "below \(Requirement.significant(lowest, 7))" }
        return "above \(Requirement.significant(highest ?? .nan, 7))"
    }

    /// `at least 0.85`, `at most 0.1`, `between -0.1 and 0.1`.
    var text: String {
        func figure(_ value: Double) -> String { Requirement.significant(value, 7) }
        switch (lowest, highest) {
        case (let lowest?, let highest?): return lowest == highest ? "exactly \(figure(lowest))" : "between \(figure(lowest)) and \(figure(highest))"
        case (let lowest?, nil): return "at least \(figure(lowest))"
        case (nil, let highest?): return "at most \(figure(highest))"
        case (nil, nil): return "anything"
        }
    }
}
