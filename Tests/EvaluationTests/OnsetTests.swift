import Domain
import Testing

@testable import Evaluation

/// Protects the moment that a diagnosis parts records at: what came before must be as it always was.
@Suite struct OnsetTests {
    private static let hour: Int64 = 3_600_000_000
    private static func day(_ day: Double) -> Timestamp { Timestamp(microseconds: Int64(day * 24) * hour) }
    private static let windows = (0..<30).map { WindowReport(label: "\($0)", start: day(Double($0)), end: day(Double($0 + 1)), rows: 1, labelled: 1) }

    private func alert(_ signal: String, since: Double, windows: ClosedRange<Int>, value: Double = 0.3, expected: Double, sharply: Bool = false) -> Alert {
        Alert(
            time: Self.day(since + 1), kind: .quality, feature: "x", signal: signal, value: value, expected: expected, severity: .error, since: Self.day(since),
            sinceRange: sharply ? Self.day(since - 0.1)...Self.day(since + 0.1) : nil, message: "", windows: Array(windows))
    }

    @Test func whatNeverWasAndComesAgainHasNeverGone() throws {
        let alerts = [alert("unseen_rate", since: 5, windows: 5...6, expected: 0), alert("unseen_rate", since: 18, windows: 18...29, expected: 0)]
        #expect(try #require(Onset(alerts, windows: Self.windows)).start == Self.day(5))
    }

    @Test(arguments: [(9, 5.0), (6, 12.0)])
    func whatComesAgainSoonBeganBefore(end: Int, start: Double) throws {
        let alerts = [alert("missing_rate", since: 5, windows: 5...end, expected: 0.1), alert("missing_rate", since: 12, windows: 12...29, expected: 0.1)]
        #expect(try #require(Onset(alerts, windows: Self.windows)).start == Self.day(start))
        // The other way it is something else.
        let other = [alert("missing_rate", since: 5, windows: 5...end, value: 0.01, expected: 0.1), alerts[1]]
        #expect(try #require(Onset(other, windows: Self.windows)).start == Self.day(12))
    }

    /// The alert that knows best when is not the first; records from shortly before the first one on are not what was usual.
    @Test func whatIsUsualEndsADayBeforeTheFirstAlert() throws {
        let alerts = [alert("unseen_rate", since: 10, windows: 10...29, expected: 0), alert("share_shift", since: 10.5, windows: 10...29, expected: 0.2, sharply: true)]
        let onset = try #require(Onset(alerts, windows: Self.windows))
        #expect(onset.start == Self.day(10.5) && onset.calmUntil == Self.day(9))
        #expect(onset.alerts == alerts && onset.lasts)
    }

    /// Of two that began at different times the one that is known to the hour parts records; but what may have begun then, too, is of it.
    @Test func theSharpestIsBelieved() throws {
        func alert(_ signal: String, _ since: Double, _ range: ClosedRange<Double>) -> Alert {
            Alert(
                time: Self.day(since + 1), kind: .performance, feature: nil, signal: signal, value: 0.3, expected: 0.1, severity: .error, since: Self.day(since),
                sinceRange: Self.day(range.lowerBound)...Self.day(range.upperBound), message: "", windows: Array(Int(since)...29))
        }
        let (vague, sharp) = (alert("log_loss", 5, 3...8), alert("positive_rate", 12, 11.9...12.1))
        let apart = try #require(Onset([vague, sharp], windows: Self.windows))
        #expect(apart.start == Self.day(12) && apart.alerts == [sharp])
        let wide = alert("log_loss", 5, 3...13)
        let together = try #require(Onset([wide, sharp], windows: Self.windows))
        #expect(together.start == Self.day(12) && together.alerts == [wide, sharp] && together.calmUntil == Self.day(4))
    }

    /// Labels come late, and metrics with them: what a new version does begins when it begins to answer.
    @Test func whatBeganWithANewVersionIsOfIt() throws {
        func alert(_ kind: Alert.Kind, _ signal: String, since: Double, windows: ClosedRange<Int>) -> Alert {
            Alert(
                time: Self.day(since + 1), kind: kind, feature: nil, signal: signal, value: 0.3, expected: 0.1, severity: .error, since: Self.day(since), message: "",
                windows: Array(windows))
        }
        let early = alert(.drift, RateSignal.Kind.disagreement.signal, since: 10, windows: 10...12)
        let late = [alert(.performance, "log_loss", since: 14, windows: 14...29), alert(.performance, "brier_score", since: 14, windows: 14...29)]
        func onset(_ alerts: [Alert], _ rollOuts: [Double]) throws -> Onset { try #require(Onset(alerts, windows: Self.windows, rollOuts: rollOuts.map(Self.day))) }
        #expect(try onset([early] + late, []).start == Self.day(14))
        let found = try onset([early] + late, [10.5])
        #expect(found.start == Self.day(10) && found.calmUntil == Self.day(9) && found.lasts && found.alerts == [early] + late)
        // A version after which nothing was alerted, or which came long before, says nothing.
        #expect(try onset(late, [10.5]).start == Self.day(14))
        #expect(try onset([early] + late, [5]).start == Self.day(14))
        // Nor do inputs that changed with it.
        #expect(try onset([alert(.drift, "share_shift", since: 10, windows: 10...12)] + late, [10.5]).start == Self.day(14))
    }
}
