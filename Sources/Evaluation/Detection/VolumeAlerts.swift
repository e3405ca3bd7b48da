package import Domain
internal import Statistics

/// Turns findings about the number of records into alerts.
package struct VolumeAlerts {
    let windows: [WindowReport]
    /// How long after a window most of its records have arrived, in microseconds.
    let recordLag: Int64

    package init(windows: [WindowReport], recordLag: Int64) {
        self.windows = windows
        self.recordLag = recordLag
    }

    /// - Parameter findings: in the order in which they were found.
    package func alerts(of findings: [VolumeScan.Finding]) -> [Alert] {
        Episode.episodes(of: findings, \.span).map { episode in
            let first = episode.first
            let end = episode.findings.map(\.changed.upperBound).max() ?? first.changed.upperBound
            let isError = episode.findings.contains { !VolumeScan.error.contains($0.count.ratio) }
            return Alert(
                time: first.span.upperBound.advanced(byMicroseconds: recordLag), kind: .volume, feature: nil,
                signal: QualityCheck.volume.rawValue, value: Double(first.count.records), expected: first.count.expected,
                severity: isError ? .error : .warning, since: first.changed.lowerBound, message: sentence(first),
                windows: windows.places(from: first.changed.lowerBound, to: end))
        }
    }

    private func sentence(_ finding: VolumeScan.Finding) -> String {
        let range = finding.forecast.range(of: finding.count.expected, level: 0.01)
        return "\(finding.count.records) records in \(finding.span.inHours); \(range.lowerBound) to \(range.upperBound) were to be "
            + "expected, \(Int(finding.count.expected.rounded())) are usual then"
    }

    /// Shows in the report of the volume what was decided: windows of an alert have its severity.
    static func mark(_ quality: inout [QualityReport], by alerts: [Alert]) {
        for index in quality.indices where quality[index].check == QualityCheck.volume.rawValue {
            for place in quality[index].points.indices {
                let window = quality[index].points[place].window
                let own = alerts.filter { $0.windows.contains(window) }
                quality[index].points[place].severity = own.map(\.severity).max() ?? .ok
            }
            quality[index].severity = alerts.map(\.severity).max() ?? .ok
        }
    }
}
