internal import Domain
internal import HTTPServer

extension ModelView {
    /// One line of a list.
    var line: String {
        let columns = definition.columns.count == 1 ? "1 column" : "\(definition.columns.count) columns"
        return "\(definition.name)  \(definition.task.rawValue)  \(columns)  \(state)  changed \(updatedAt)"
    }

    /// Everything, for people.
    var text: String {
        var lines = ["\(definition.name): \(definition.task.rawValue), \(state)", "  revision \(revision), changed \(updatedAt)"]
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { lines.append("  \(name): \(value)") }
        }
        add("classes", definition.classes.joined(separator: ", "))
        add("positive class", definition.positiveClass)
        add("decision threshold", definition.decisionThreshold.map { Self.text(of: $0) })
        add("shadow versions", definition.shadowVersions.joined(separator: ", "))
        add("alert budget", "\(Self.text(of: definition.alertBudget)) false alert\(definition.alertBudget == 1 ? "" : "s") in 30 days")
        add("records are kept", Self.span(definition.retention.records))
        add("roll-ups are kept", Self.span(definition.retention.rollups))
        lines.append(definition.columns.isEmpty ? "  no columns" : "  columns:")
        let rows = definition.columns.map { [$0.name, $0.role.fullName, $0.type?.rawValue ?? "-", $0.remarks] }
        let widths = (0..<4).map { place in rows.map { $0[place].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            let line = "    " + cells.joined(separator: "  ")
            lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
        }
        return lines.joined(separator: "\n")
    }

    private var state: String { definition.isConfirmed ? "confirmed" : "guessed, waits for confirmation" }

    private static func span(_ days: Int?) -> String { days.map { "\($0) days" } ?? "for ever" }

    /// Whole numbers without a fraction.
    fileprivate static func text(of number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }
}

extension ModelDefinition.Column {
    fileprivate var remarks: String {
        let limits: String? =
            switch (minimum, maximum) {
            case (let low?, let high?): "\(ModelView.text(of: low)) to \(ModelView.text(of: high))"
            case (let low?, nil): "at least \(ModelView.text(of: low))"
            case (nil, let high?): "at most \(ModelView.text(of: high))"
            case (nil, nil): nil
            }
        return [limits, isProxy ? "proxy" : nil, isProtected ? "protected" : nil].compactMap { $0 }.joined(separator: ", ")
    }
}

extension ColumnRole {
    /// With the class, where it has one.
    fileprivate var fullName: String {
        if case .classScore(let name) = self { "class_score:\(name)" } else { name }
    }
}
