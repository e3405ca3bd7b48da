internal import Statistics

/// A version that began to answer near the onset.
struct VersionChange: Sendable {
    var new: String
    var old: String?
    /// Its first record, in seconds.
    var first: Double
    /// Days between this and the onset that alerts tell.
    var distance: Double
    /// Of the records after the onset.
    var share: Double
    /// How much more than expected each loses, in standard errors; `nil` without enough labels.
    var newZ: Double?
    var oldZ: Double?
    var newLoss: Double?
    /// Its records with a known outcome.
    var labelled = 0

    /// - Parameters:
    ///   - excess: of each record after, its loss beyond what such predictions lost.
    init?(before: EvidenceRows.Side, after: EvidenceRows.Side, start: Double, excess: [Double]?) {
        guard after.count > 0, start.isFinite else { return nil }
        var known: [String: Int] = [:]
        var early: [String: Int] = [:]
        for (version, time) in zip(before.versions, before.times) {
            guard let version else { continue }
            known[version, default: 0] += 1
            // Nobody knows an onset to the hour: what came within the day before may be of the change.
            if !(time >= start - 86_400) { early[version, default: 0] += 1 }
        }
        var counts: [String: (count: Int, first: Double)] = [:]
        for (version, time) in zip(after.versions, after.times) {
            if let version { counts[version, default: (0, time)].count += 1 }
        }
        let rare = max(3, before.count / 50)
        // Where nothing came earlier all that was there before is usual.
        let usual = early.isEmpty ? known : early
        let candidates = counts.filter { (usual[$0.key] ?? 0) < rare && $0.value.count >= max(10, after.count / 10) }
        guard let found = candidates.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }) else { return nil }
        new = found.key
        old = known.filter { $0.key != found.key }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        share = Double(found.value.count) / Double(after.count)
        // Some records of it may lie before the onset that alerts tell.
        first = (zip(before.versions, before.times).filter { $0.0 == found.key }.map(\.1) + [found.value.first]).min() ?? found.value.first
        distance = abs(first - start) / 86_400
        guard distance <= 4 else { return nil }
        guard let excess else { return }
        func losses(_ isOwn: (String?) -> Bool) -> Moments {
            Moments(after.versions.indices.filter { isOwn(after.versions[$0]) && excess[$0].isFinite }.map { excess[$0] })
        }
        let (own, others) = (losses { $0 == found.key }, losses { $0 != found.key })
        labelled = own.count
        (newZ, oldZ) = (Self.z(own), Self.z(others))
        newLoss = newZ.map { _ in own.mean }
    }

    /// How surely it is as good as the version before, by the outcomes that are known: the logarithm of how many times as likely they are as those of a version
    /// whose records lose a tenth of a standard deviation more each; 0 to `mostHarmless`.
    var harmless: Double { newZ.map { Self.harmless(z: $0, labelled: labelled) } ?? 0 }

    /// The same of some of its records, by how much more than expected they lose.
    static func harmless(_ excess: Moments) -> Double { z(excess).map { harmless(z: $0, labelled: excess.count) } ?? 0 }

    private static func harmless(z: Double, labelled: Int) -> Double {
        let count = Double(labelled)
        return min(mostHarmless, max(0, harm * harm * count / 2 - harm * count.squareRoot() * z))
    }

    /// In standard errors; `nil` without enough labels.
    private static func z(_ excess: Moments) -> Double? {
        guard excess.count >= leastLabels, let spread = excess.standardDeviation(), spread > 0 else { return nil }
        return excess.mean / spread * Double(excess.count).squareRoot()
    }

    private static let leastLabels = 30

    private static let harm = 0.1
    static let mostHarmless = 8.0
}
