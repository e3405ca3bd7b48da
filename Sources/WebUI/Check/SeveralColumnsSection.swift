import Domain

/// What several columns together tell, which none of them need show alone; left out where it was not asked for.
struct SeveralColumnsSection {
    let report: CheckReport
    let charts: ChartData

    private var chart: WindowChart { WindowChart(section: "several", series: charts.signals) }

    var html: HTML {
        guard let several = report.multivariate else { return .empty }
        return PageSection.html("several", "Several columns", lead: lead(several)) {
            if charts.signals.isEmpty {
                PageSection.nothing("Too few columns or rows are in both the reference and the windows.")
            } else {
                chart.beside(table(several), legend: legend)
                Omission.note(shown: charts.signals.count, of: several.signals.count, "signals", by: "in the report's order")
                if let (shown, all) = zip(charts.signals, several.signals).map({ ($0.points.count, $1.points.count) }).first(where: { $0 < $1 }) {
                    Tag.p(.class("omission")) { "The chart shows the latest \(Numbers.whole(shown)) of \(Numbers.whole(all)) windows." }
                }
            }
            if !several.calendarColumns.isEmpty {
                Tag.p(.class("omission")) {
                    "Left out, as they tell the time: "
                    Tag.bdi { names(several.calendarColumns, most: 20) }
                }
            }
        }
    }

    /// Windows of its own have rows that were looked at, and no place for an alert.
    private var legend: [(key: String, words: String)] {
        let always = [(key: "value", words: "value"), (key: "reference", words: "usual")]
        guard charts.signals.allSatisfy({ $0.labels == nil }) else { return always + [(key: "labelled", words: "rows")] }
        return always + WindowChart.ofWindows
    }

    private func lead(_ several: MultivariateReport) -> String {
        let vectors = Set(several.signals.compactMap(\.column)).count
        let looked = [
            several.columns.isEmpty ? nil : "\(Numbers.counted(several.columns.count, "column")) together",
            vectors == 0 ? nil : "\(Numbers.counted(vectors, "column")) of vectors",
        ].compactMap(\.self)
        return looked.isEmpty ? "Looked at together." : "\(looked.joined(separator: ", ")), up to \(Numbers.counted(several.rowsPerWindow, "row")) of a window."
    }

    private func table(_ several: MultivariateReport) -> HTML {
        DataTable.html(
            "Signals of several columns", ["State", "Signal", "Usual", "Last window", "Worst in", "By"], numeric: [2, 3], class: "metrics"
        ) {
            for (place, signal) in several.signals.prefix(charts.signals.count).enumerated() {
                let worst = signal.points.max { ($0.severity, -($0.pValue ?? 1)) < ($1.severity, -($1.pValue ?? 1)) }
                Tag.tr {
                    Tag.td { signal.severity.badge }
                    chart.name(place)
                    Tag.td(.class("number")) { Numbers.short(signal.points.last?.expected) }
                    Tag.td(.class("number")) { Numbers.short(signal.points.last?.value) }
                    Tag.td { Tag.bdi { signal.severity == .ok ? "–" : Words.cut(worst?.label ?? "–", to: 40) } }
                    Tag.td { Tag.bdi { guilty(worst?.features ?? []) } }
                }
            }
        }
    }

    private func guilty(_ features: [GuiltyFeature]) -> String {
        features.isEmpty ? "–" : features.prefix(3).map { "\(Words.cut($0.name)) (\(Numbers.percent($0.share)))" }.joined(separator: ", ")
    }

    private func names(_ columns: [String], most: Int) -> String {
        columns.prefix(most).map { Words.cut($0) }.joined(separator: ", ") + (columns.count > most ? " and \(Numbers.whole(columns.count - most)) more" : "")
    }
}

extension MultivariateSignal {
    /// The signal, with the column of vectors that it is of.
    var title: String { column.map { "\(Words.signal(signal)) · \(Words.cut($0))" } ?? Words.signal(signal) }
}
