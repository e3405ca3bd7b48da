/// A table that fits a width: bars and names give way first, then whole columns, the least needed first.
struct TextTable {
    enum Alignment { case left, right, decimalPoint }

    struct Column {
        var title: String
        var alignment: Alignment = .left
        /// Narrowest width; `nil` when the column is never cut.
        var narrowest: Int?
        /// Columns with a number are left out where room is short, lowest number first.
        var leaveOut: Int?
    }

    enum Cell {
        case text(StyledText)
        case bars(Sparkline)

        static func text(_ text: String, _ ink: Ink = .plain) -> Self { .text(StyledText(text, ink)) }

        var width: Int {
            switch self {
            case .text(let text): text.width
            case .bars(let bars): bars.naturalWidth
            }
        }

        func fitted(to width: Int) -> StyledText {
            switch self {
            case .text(let text): text.shortenedInTheMiddle(to: width)
            case .bars(let bars): bars.text(width: width)
            }
        }
    }

    private static let gap = 2

    private let columns: [Column]
    private let rows: [[Cell]]
    private let natural: [Int]

    /// Columns without anything in them are left out.
    init(_ columns: [Column], _ rows: [[Cell]]) {
        let kept = columns.indices.filter { place in rows.contains { $0[place].width > 0 } }
        let aligned = kept.map { place in Self.aligned(rows.map(\.[place]), columns[place].alignment) }
        self.columns = kept.map { columns[$0] }
        self.rows = rows.indices.map { row in aligned.map { $0[row] } }
        natural = zip(self.columns, aligned).map { column, cells in
            cells.reduce(DisplayWidth.of(column.title)) { max($0, $1.width) }
        }
    }

    /// A header and a line for each row; none when the table is empty.
    func lines(width: Int) -> [StyledText] {
        guard !columns.isEmpty else { return [] }
        let layout = layout(width)
        let header = layout.map { place, width in
            pad(StyledText(columns[place].title, .dim).shortenedInTheMiddle(to: width), to: width, place)
        }
        let body = rows.map { row in
            layout.map { place, width in pad(row[place].fitted(to: width), to: width, place) }
        }
        return ([header] + body).map { cells in
            let joined = cells.dropFirst().reduce(cells.first ?? StyledText("")) {
                $0 + StyledText.spaces(Self.gap) + $1
            }
            return joined.trimmedAtTheEnd.shortenedAtTheEnd(to: width)
        }
    }

    /// Places of the columns shown, with their widths.
    private func layout(_ width: Int) -> [(place: Int, width: Int)] {
        var shown = Array(columns.indices)
        func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) }
        func least(_ place: Int) -> Int {
            guard let narrowest = columns[place].narrowest else { return natural[place] }
            return min(natural[place], max(narrowest, DisplayWidth.of(columns[place].title)))
        }
        while total(shown.map(least)) > width {
            guard let drop = shown.filter({ columns[$0].leaveOut != nil })
                .min(by: { (columns[$0].leaveOut ?? 0) < (columns[$1].leaveOut ?? 0) })
            else { break }
            shown.removeAll { $0 == drop }
        }
        var widths = shown.map { natural[$0] }
        // One cell at a time from the widest of the columns that may give way; bars before names.
        while total(widths) > width {
            let able = shown.indices.filter { widths[$0] > least(shown[$0]) }
            let bars = able.filter { isBars(shown[$0]) }
            guard let widest = (bars.isEmpty ? able : bars).max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return Array(zip(shown, widths))
    }

    private func isBars(_ place: Int) -> Bool {
        rows.contains { if case .bars = $0[place] { true } else { false } }
    }

    private func pad(_ text: StyledText, to width: Int, _ place: Int) -> StyledText {
        let spaces = StyledText.spaces(width - text.width)
        return columns[place].alignment == .left ? text + spaces : spaces + text
    }

    /// Brings decimal points under one another by adding spaces behind.
    private static func aligned(_ cells: [Cell], _ alignment: Alignment) -> [Cell] {
        guard alignment == .decimalPoint else { return cells }
        func tail(_ cell: Cell) -> Int {
            guard case .text(let text) = cell, let point = text.plain.firstIndex(of: ".") else { return 0 }
            return DisplayWidth.of(text.plain[point...])
        }
        let longest = cells.map(tail).max() ?? 0
        return cells.map { cell in
            guard case .text(let text) = cell, text.width > 0 else { return cell }
            return .text(text + StyledText.spaces(longest - tail(cell)))
        }
    }
}

extension StyledText {
    /// Without spaces at the end.
    var trimmedAtTheEnd: StyledText {
        var spans = spans
        while let last = spans.last {
            let text = String(last.text.reversed().drop { $0 == " " }.reversed())
            spans[spans.count - 1].text = text
            if !text.isEmpty { break }
            spans.removeLast()
        }
        return spans.reduce(StyledText("")) { $0 + StyledText($1.text, $1.ink) }
    }
}
