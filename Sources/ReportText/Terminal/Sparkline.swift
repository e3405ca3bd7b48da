import Domain

/// A series in one line of bars, eight heights each.
struct Sparkline: Sendable, Hashable {
    struct Point: Sendable, Hashable {
        var value: Double
        var severity: Severity
    }

    /// When there are more points than cells, the one that a cell shows.
    enum Worst: Sendable { case highest, lowest }

    /// By window; `nil` where there is no value.
    private let points: [Point?]
    private let scale: ClosedRange<Double>
    private let worst: Worst

    /// - Parameter scale: values at its ends get the lowest and the highest bar; values outside are clamped.
    init(_ points: [Point?], scale: ClosedRange<Double>, worst: Worst) {
        self.points = points.map { $0.flatMap { $0.value.isFinite ? $0 : nil } }
        self.scale = scale
        self.worst = worst
    }

    var naturalWidth: Int { points.count }

    /// Bars for at most `width` cells, inked by severity.
    func text(width: Int) -> StyledText {
        let cells = min(width, points.count)
        guard cells > 0 else { return StyledText("") }
        return (0..<cells).reduce(StyledText("")) { text, cell in
            let part = points[(cell * points.count / cells)..<((cell + 1) * points.count / cells)].compactMap { $0 }
            return text + bar(part)
        }
    }

    private func bar(_ part: [Point]) -> StyledText {
        let values = part.map(\.value)
        guard let shown = worst == .highest ? values.max() : values.min(),
            let severity = part.map(\.severity).max()
        else { return StyledText("·", .dim) }
        let span = scale.upperBound - scale.lowerBound
        let share = span > 0 ? min(1, max(0, (shown - scale.lowerBound) / span)) : 0
        let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return StyledText(bars[Int((share * 7).rounded())], severity.barInk)
    }
}

extension Severity {
    /// For words and signs.
    var ink: Ink {
        switch self {
        case .ok: .green
        case .info: .blue
        case .warning: .yellow
        case .error: .red
        }
    }

    /// The symbol before a name.
    var sign: StyledText { StyledText(symbol, ink) + StyledText(" ") }

    /// For bars, where what is as expected stays quiet.
    var barInk: Ink { self == .ok ? .plain : ink }
}
