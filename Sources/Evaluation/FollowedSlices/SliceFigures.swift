internal import Domain
internal import Statistics
internal import Store

/// How some records fare in every part of the data: those of a slice, or the rest of them.
struct SliceFigures {
    /// In one part of the data.
    struct Part {
        var name: String
        var rows: Int
        /// Of all labels; `nil` where none are known, or hardly any of a known class.
        var whole: PerformanceSummary?
        /// In the order of their keys; empty where the part has no times.
        var windows: [WindowPerformance] = []
    }

    /// The baseline first.
    var references: [Part]
    var current: Part
    /// The current windows, by the labels that are waited for.
    var windows: [PerformanceSummary?]

    var baseline: Part? { references.first }
    /// Training, where it is not the baseline.
    var training: Part? { references.dropFirst().first { $0.name == Self.training } }

    static let training = "training"
}

/// What is known of a slice that is followed, and of the rest of the records beside it.
struct FollowedSliceFigures {
    var slice: FollowedSlice
    var own: SliceFigures
    var rest: SliceFigures

    /// What the slice's windows can be held against.
    var comparisons: [Watched] {
        guard let past = own.baseline?.whole else { return [] }
        var result = [
            Watched(
                against: .past, reference: past, baseline: own.baseline?.windows.map { WatchedPerformance($0.summary) } ?? [],
                windows: own.windows.map { $0.map { WatchedPerformance($0) } })
        ]
        if let rest = rest.baseline?.whole { result.append(watched(.pastMovedAsRest, past, besides: rest)) }
        if let training = own.training?.whole, let rest = rest.training?.whole { result.append(watched(.trainingMovedAsRest, training, besides: rest)) }
        return result
    }

    /// One way to hold windows against the past.
    struct Watched {
        var against: FollowedSliceReport.Against
        var reference: PerformanceSummary
        var baseline: [WatchedPerformance]
        var windows: [WatchedPerformance?]
    }

    private func watched(
        _ against: FollowedSliceReport.Against, _ reference: PerformanceSummary, besides restReference: PerformanceSummary
    ) -> Watched {
        func beside(_ own: PerformanceSummary, _ rest: PerformanceSummary) -> WatchedPerformance {
            WatchedPerformance(own, others: .init(now: rest, reference: restReference))
        }
        var before: [Int64: PerformanceSummary] = [:]
        for window in rest.baseline?.windows ?? [] { if let key = window.key { before[key] = window.summary } }
        return Watched(
            against: against, reference: reference,
            baseline: own.baseline?.windows.compactMap { window in window.key.flatMap { before[$0] }.map { beside(window.summary, $0) } } ?? [],
            windows: zip(own.windows, rest.windows).map { own, rest in own.flatMap { own in rest.map { beside(own, $0) } } })
    }
}

extension [FollowedSlice] {
    /// Their predicates, and then for each the rest of the records.
    ///
    /// - Throws: `EvaluationError` for one whose rest cannot be written.
    func withRests() throws(EvaluationError) -> [Slice] {
        var rests: [Slice] = []
        for followed in self {
            do {
                rests.append(try Slice(.not(followed.slice.expression)))
            } catch {
                throw EvaluationError("slice \(followed.name): it cannot be followed, as the rest of the records cannot be written: \(error)")
            }
        }
        return map(\.slice) + rests
    }

    /// - Parameter figures: in the order of `withRests`.
    func paired(_ figures: [SliceFigures]) -> [FollowedSliceFigures] {
        indices.map { FollowedSliceFigures(slice: self[$0], own: figures[$0], rest: figures[count + $0]) }
    }
}
