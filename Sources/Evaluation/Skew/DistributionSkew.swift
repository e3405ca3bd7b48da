package import Domain
internal import Statistics
package import Store

/// Holds distributions of the same columns in different rows against each other.
package struct DistributionSkew: Sendable {
    let store: any Store
    let version: String
    let settings: SchemaSettings

    /// Rows of each side that are looked at.
    private static let sampledRows = 20_000
    /// Of fewer rows nothing is inferred.
    package static let leastRows = MatchedDistribution.leastRows

    package init(store: any Store, version: String, settings: SchemaSettings) {
        self.store = store
        self.version = version
        self.settings = settings
    }

    /// - Parameter part: the flag that named the reference, for messages.
    /// - Throws: `EvaluationError` when columns cannot be compared; `StoreError`.
    package func report(
        reference: Relation, as part: String, current: Relation, files: [String: [String]], progress: @Sendable (String) -> Void
    ) async throws -> SkewReport {
        for (relation, name) in [(reference, part), (current, "current")] where relation.rowCount == 0 {
            throw EvaluationError("--\(name): \(relation.name) has no rows; give files with records")
        }
        progress("looking at columns")
        var found = try await SkewColumns.found(reference, current, names: (part, "current"), leftOut: [], settings: settings, in: store)
        let texts = found.columns.filter { $0.type == .text || $0.isTime }.map(\.counted.name)
        found.columns.removeAll { $0.type == .text || $0.isTime }
        if !texts.isEmpty { found.notes.append("Free texts and times are compared with keys only: \(texts.joined(separator: ", ")).") }
        for (relation, name) in [(reference, part), (current, "current")] where relation.rowCount < MatchedDistribution.leastRows {
            found.notes.append("--\(name) has \(relation.rowCount) rows; of fewer than \(MatchedDistribution.leastRows) nothing is inferred.")
        }
        progress("reading distributions")
        let columns = found.columns.map(\.counted)
        let before = try await store.rows(of: columns, in: reference, by: .whole, limit: Self.sampledRows).first
        let now = try await store.rows(of: columns, in: current, by: .whole, limit: Self.sampledRows).first
        var features: [SkewFeature] = []
        if let before, let now {
            progress("inferring transformations")
            var matches = try found.columns.indices.map { index in
                try Task.checkCancellation()
                return Match(column: found.columns[index], before.columns[index], now.columns[index])
            }
            Self.swap(&matches)
            features = matches.map(\.feature)
        }
        return SkewReport(
            assayVersion: version, mode: .distributions, files: files, offlineRows: reference.rowCount, onlineRows: current.rowCount, join: nil,
            features: (features + found.missing).worstFirst, notes: found.notes)
    }

    /// Columns that have each other's distribution, and none of their own: what else was found of them goes.
    private static func swap(_ matches: inout [Match]) {
        let moved = matches.indices.filter { matches[$0].isDifferent }
        for one in moved {
            for other in moved where other > one {
                guard matches[one].isSwapped(with: matches[other]) else { continue }
                for (place, partner) in [(one, other), (other, one)] {
                    let swapped = Transformation(.swapped, name: matches[partner].column.counted.name)
                    matches[place].found = [swapped.inferred(share: 1, confidence: 0.9)]
                }
            }
        }
    }
}

/// A column's two distributions, and what was found of them.
private struct Match {
    let column: SkewColumns.Column
    let before: WindowRows.Cells
    let now: WindowRows.Cells
    var distance = 0.0
    var pValue = 1.0
    var found: [InferredTransformation] = []
    /// Values that there are, of the rows looked at.
    private var offlineValues = 0
    private var onlineValues = 0
    /// Whether something was found that the reference does by itself as well.
    private var isExcused = false

    init(column: SkewColumns.Column, _ before: WindowRows.Cells, _ now: WindowRows.Cells) {
        (self.column, self.before, self.now) = (column, before, now)
        if let difference = SampleDifference(before, now) { (distance, pValue) = (difference.distance, difference.pValue) }
        switch (before, now) {
        case (.numbers(let before), .numbers(let now)): look(before, now)
        case (.categories(let before), .categories(let now)): look(before, now)
        default: break
        }
        guard !found.isEmpty else { return }
        let (restlessness, told) = (Restlessness(before), found.count)
        found.removeAll { WholeNumbers.contradict($0, before, now) || restlessness.excuses($0, distance: distance, now: now) }
        isExcused = found.count < told
    }

    private mutating func look(_ before: [Double], _ now: [Double]) {
        let (reference, current) = (MassMoves.Side(before.map(\.orNil)), MassMoves.Side(now.map(\.orNil)))
        var (left, right) = (before.filter(\.isFinite), now.filter(\.isFinite))
        (offlineValues, onlineValues) = (left.count, right.count)
        if let move = MassMoves.whollyMissing(reference, current) {
            found.append(move.inferred(share: 1, confidence: 0.95))
            return
        }
        if let move = MassMoves.defaultForNull(reference, current) {
            found.append(Transformation(.defaultForNull, ["value": move.value]).inferred(share: move.share, confidence: 0.95))
            right.remove(Int(move.share * reference.nullShare * Double(now.count)), of: move.value)
        } else if let move = MassMoves.nullForValue(reference, current) {
            found.append(Transformation(.nullForValue, ["value": move.value]).inferred(share: move.share, confidence: 0.95))
            left.removeAll { $0 == move.value }
            right.removeAll { $0 == move.value }
        }
        if let match = QuantileMatching(reference: left, current: right, isHour: column.isHour).explanation() {
            found.insert(match.transformation.inferred(share: match.share, confidence: match.confidence), at: 0)
        } else if found.isEmpty, Set(left.prefix(5_000)).count <= 50, Set(right.prefix(5_000)).count <= 50 {
            // Numbers may be codes.
            let codes = (left.map { Transformation.digits($0) }, right.map { Transformation.digits($0) })
            if let match = ShareMatching(reference: codes.0.counted, current: codes.1.counted).explanation(), match.transformation.kind == .reordered {
                found = [match.transformation.inferred(share: match.share, confidence: match.confidence)]
            }
        }
    }

    private mutating func look(_ before: [String?], _ now: [String?]) {
        let (reference, current) = (MassMoves.Side(before), MassMoves.Side(now))
        (offlineValues, onlineValues) = (reference.rows - reference.nulls, current.rows - current.nulls)
        if let move = MassMoves.whollyMissing(reference, current) {
            found.append(move.inferred(share: 1, confidence: 0.95))
            return
        }
        var counts = (reference.counts, current.counts)
        if let move = MassMoves.defaultForNull(reference, current) {
            found.append(Transformation(.defaultForNull, text: move.value).inferred(share: move.share, confidence: 0.95))
            counts.1[move.value, default: 0] -= Int(move.share * reference.nullShare * Double(now.count))
            if counts.1[move.value] ?? 0 <= 0 { counts.1[move.value] = nil }
        } else if let move = MassMoves.nullForValue(reference, current) {
            found.append(Transformation(.nullForValue, text: move.value).inferred(share: move.share, confidence: 0.95))
            (counts.0[move.value], counts.1[move.value]) = (nil, nil)
        }
        if let match = ShareMatching(reference: counts.0, current: counts.1).explanation() {
            found.insert(match.transformation.inferred(share: match.share, confidence: match.confidence), at: 0)
        }
    }

    var isDifferent: Bool { pValue < MatchedDistribution.surelyDifferent && isEnough }

    private var isEnough: Bool { min(offlineValues, onlineValues) >= MatchedDistribution.leastRows }

    var feature: SkewFeature {
        let status: SkewFeature.Status = !found.isEmpty ? .transformed : !isEnough ? .cannotTell : isDifferent ? .different : .alike
        var feature = SkewFeature(
            name: column.counted.name, type: column.type, status: status,
            severity: status == .transformed ? .error : status == .alike ? .ok : .info, transformations: found, examples: [])
        if found.isEmpty, isDifferent {
            feature.transformations = [
                InferredTransformation(
                    kind: Transformation.Kind.other.rawValue, share: 1, confidence: 0,
                    sentence: isExcused
                        ? "it may have drifted by itself, as it does within the offline rows; keys would tell whether it is computed otherwise"
                        : "no transformation explains it; it may have drifted by itself")
            ]
        }
        if min(offlineValues, onlineValues) > 0 { (feature.distance, feature.pValue) = (distance, pValue) }
        (feature.offlineValues, feature.onlineValues) = (offlineValues, onlineValues)
        return feature
    }

    /// Whether each column now fits the other before, and both were not alike before.
    func isSwapped(with other: Match) -> Bool {
        guard let first = SampleDifference(other.before, now), let second = SampleDifference(before, other.now), first.isAlike, second.isAlike,
            let between = SampleDifference(before, other.before)
        else { return false }
        return between.isSure && between.distance > 0.1
    }
}

extension Double {
    fileprivate var orNil: Double? { isFinite ? self : nil }
}

extension [Double] {
    /// Takes out as many of one value.
    fileprivate mutating func remove(_ count: Int, of value: Double) {
        var left = count
        removeAll { element in
            guard left > 0, element == value else { return false }
            left -= 1
            return true
        }
    }
}
