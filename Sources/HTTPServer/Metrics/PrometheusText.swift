internal import Synchronization

extension MetricRegistry {
    /// The media type of `prometheusText`.
    static let prometheusType = "text/plain; version=0.0.4; charset=utf-8"

    /// Everything in Prometheus' text format 0.0.4.
    package var prometheusText: String {
        let state = state.withLock { $0 }
        var text = ""
        for (name, type, help) in Self.help {
            let lines =
                Self.lines(of: state.counters, named: name) + Self.lines(of: state.gauges, named: name)
                + state.histograms.filter { $0.key.name == name }.sorted { $0.key < $1.key }.flatMap(Self.lines)
            guard !lines.isEmpty else { continue }
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n" + lines.joined(separator: "\n") + "\n"
        }
        return text
    }

    private static func lines(of values: [Series: Int], named name: String) -> [String] {
        values.filter { $0.key.name == name }.sorted { $0.key < $1.key }.map { "\(name)\($0.key.text) \($0.value)" }
    }

    private static func lines(_ series: Series, _ histogram: Histogram) -> [String] {
        var lines: [String] = []
        var total = 0
        for (bound, count) in zip(Histogram.bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
            total += count
            let labels = Series.text(series.labels.merging(["le": bound]) { $1 })
            lines.append("\(series.name)_bucket\(labels) \(total)")
        }
        lines.append("\(series.name)_sum\(series.text) \(histogram.sum)")
        lines.append("\(series.name)_count\(series.text) \(total)")
        return lines
    }
}
