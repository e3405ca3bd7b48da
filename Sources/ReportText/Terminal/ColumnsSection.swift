import Domain

/// The part that each column was given, so that a wrong guess is seen before its consequences are believed.
struct ColumnsSection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        let columns = report.model.columns
        guard !columns.isEmpty else { return [] }
        var groups: [(label: String, columns: [ModelDescription.Column])] = []
        for column in columns {
            let label = label(column)
            if let place = groups.firstIndex(where: { $0.label == label }) {
                groups[place].columns.append(column)
            } else {
                groups.append((label, [column]))
            }
        }
        // Roles that stand for one column first: a wrong guess there spoils everything.
        let inputs = [ColumnRole.feature.name, ColumnRole.tag.name, ColumnRole.ignored.name]
        let ordered = groups.filter { !inputs.contains($0.columns[0].role) }
            + inputs.flatMap { role in groups.filter { $0.columns[0].role == role } }
        let labelWidth = min(20, ordered.map { DisplayWidth.of($0.label) }.max() ?? 0)
        let isGuess = columns.contains { $0.origin == .guessed }
        let remark = isGuess ? "? is guessed; set it if it is wrong" : "as set, or by their names"
        return [SectionText.heading("Columns", remark, width: width)]
            + ordered.flatMap { label, columns in
                let lines = Wrapping.list(
                    // Guesses first: they must not hide behind `and 12 more`.
                    (columns.filter { $0.origin == .guessed } + columns.filter { $0.origin != .guessed }).map(name),
                    width: width - SectionText.indent - labelWidth - 2, most: 2)
                return SectionText.labelled(label, lines, labelWidth: labelWidth)
            }
    }

    private func label(_ column: ModelDescription.Column) -> String {
        guard column.role == ColumnRole.feature.name || column.role == ColumnRole.tag.name, let type = column.type
        else { return column.role }
        return "\(type.rawValue) \(column.role)"
    }

    private func name(_ column: ModelDescription.Column) -> StyledText {
        let name = StyledText(SafeText.name(column.name)).shortenedInTheMiddle(to: 24)
        return column.origin == .guessed ? name + StyledText("?", .yellow) : name
    }
}
