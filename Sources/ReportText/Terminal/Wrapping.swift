/// Breaks text into lines at spaces.
enum Wrapping {
    /// Lines of at most `width` cells; a word that is wider than a line is shortened in its middle.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in SafeText.prose(text).split(separator: " ") {
            let word = StyledText(String(word)).shortenedInTheMiddle(to: width).plain
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// A slice, if possible broken before `and` only, so that no condition is torn apart.
    static func conditions(_ slice: String, width: Int) -> [String] {
        let parts = SafeText.prose(slice).split(separator: " and ").enumerated().map { ($0 > 0 ? "and " : "") + $1 }
        var result: [String] = []
        for part in parts {
            if let last = result.last, DisplayWidth.of(last) + 1 + DisplayWidth.of(part) <= width {
                result[result.count - 1] = last + " " + part
            } else {
                result += lines(part, width: width)
            }
        }
        return result
    }

    /// Items separated by commas over at most `most` lines; what does not fit is counted: `… and 12 more`.
    static func list(_ items: [StyledText], width: Int, most: Int, itemWidth: Int = 32) -> [StyledText] {
        var lines: [StyledText] = []
        var line: StyledText?
        for (place, full) in items.enumerated() {
            let isLast = place == items.count - 1
            let item = full.shortenedInTheMiddle(to: min(itemWidth, width - 1)) + StyledText(isLast ? "" : ",")
            let joined = line.map { $0 + StyledText(" ") + item } ?? item
            let more = "… and \(Figures.count(items.count - place)) more"
            let reserve = lines.count == most - 1 && !isLast ? DisplayWidth.of(more) + 2 : 0
            if joined.width + reserve <= width {
                line = joined
            } else if lines.count == most - 1 {
                lines.append((line.map { $0 + StyledText(" ") } ?? StyledText("")) + StyledText(more, .dim))
                return lines
            } else {
                if let line { lines.append(line) }
                line = item
            }
        }
        return line.map { lines + [$0] } ?? lines
    }
}
