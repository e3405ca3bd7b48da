package import Domain
internal import Statistics
package import Store

/// Holds rows that were computed twice against each other.
package struct PairedSkew: Sendable {
    let store: any PairingStore
    let version: String
    let settings: SchemaSettings

    /// Pairs that transformations are inferred from; counts are over all.
    private static let sampledPairs = 20_000
    /// Rows back that a stale value is looked for: one, and a day of hours, half hours and quarters.
    private static let lags = [1, 24, 48, 96]
    private static let examples = 5
    /// Of fewer pairs that agree nothing is said: one in seven might yet differ (the chance that 20 of such agree is 5 %).
    static let leastPairs = 20

    package init(store: any PairingStore, version: String, settings: SchemaSettings) {
        self.store = store
        self.version = version
        self.settings = settings
    }

    /// - Parameter query: without features, which are found here: all columns of both sides that are no keys or times of records.
    /// - Throws: `EvaluationError` when nothing is joined, or columns cannot be compared; `StoreError`.
    package func report(_ query: PairQuery, files: [String: [String]], progress: @Sendable (String) -> Void) async throws -> SkewReport {
        try query.require()
        for (relation, name) in [(query.offline, "offline"), (query.online, "online")] where relation.rowCount == 0 {
            throw EvaluationError("--\(name): \(relation.name) has no rows; give files with records")
        }
        progress("looking at columns")
        let leftOut = Set(query.keys + (query.time.map { [$0.column] } ?? []))
        let found = try await SkewColumns.found(
            query.offline, query.online, names: ("offline", "online"), leftOut: leftOut, settings: settings, in: store)
        var query = query
        query.features = found.columns.map(\.counted)
        progress("joining rows")
        let counts = try await store.pairCounts(query)
        guard counts.pairs > 0 else { throw EvaluationError(Self.nothingJoined(query, counts)) }
        let guilty = found.columns.indices.filter { counts.features[$0].isDifferent }
        var findings: [Int: SkewFeature] = [:]
        if !guilty.isEmpty {
            progress("inferring transformations")
            query.features = guilty.map { found.columns[$0].counted }
            let rows = try await store.pairs(query, limit: Self.sampledPairs, lags: Self.lags)
            for (place, index) in guilty.enumerated() {
                try Task.checkCancellation()
                findings[index] = Finding(
                    rows: rows, place: place, columns: guilty.map { found.columns[$0] }, counts: counts.features[index],
                    tolerance: query.tolerance(of: query.features[place])).feature
            }
        }
        let features = found.columns.enumerated().map { index, column in
            let isEnough = counts.features[index].both >= Self.leastPairs
            return findings[index] ?? SkewFeature(
                name: column.counted.name, type: column.type, status: isEnough ? .alike : .cannotTell, severity: isEnough ? .ok : .info,
                transformations: [], examples: []
            ).counted(counts.features[index])
        }
        return SkewReport(
            assayVersion: version, mode: .paired, files: files, offlineRows: query.offline.rowCount, onlineRows: query.online.rowCount,
            join: SkewJoin(keys: query.keys, time: query.time?.column, pairs: counts.pairs, offline: .init(counts.offline), online: .init(counts.online)),
            features: (features + found.missing).worstFirst, notes: found.notes)
    }

    private static func nothingJoined(_ query: PairQuery, _ counts: PairCounts) -> String {
        let keys = query.keys.joined(separator: ", ")
        if counts.offline.repeated + counts.offline.withoutKey == counts.offline.rows || counts.online.repeated + counts.online.withoutKey == counts.online.rows {
            return "no row has a value of \(keys) for itself (\(query.offline.name): \(counts.offline.repeated) repeated, \(counts.offline.withoutKey) missing; "
                + "\(query.online.name): \(counts.online.repeated) repeated, \(counts.online.withoutKey) missing of \(counts.online.rows)); "
                + "add a column with --key, or the time with --time and --time-tolerance"
        }
        return "no value of \(keys) is in both \(query.offline.name) and \(query.online.name)"
            + (query.time == nil ? "; are keys written alike?" : " within the time tolerance; raise it with --time-tolerance")
    }

    /// What is found of one feature.
    private struct Finding {
        let rows: PairedRows
        let place: Int
        let columns: [SkewColumns.Column]
        let counts: PairCounts.Feature
        let tolerance: Double

        var feature: SkewFeature {
            let column = columns[place]
            var transformations: [InferredTransformation] = []
            if counts.different > 0 {
                if let found = explanation {
                    transformations.append(found.transformation.inferred(share: found.share, confidence: found.confidence))
                } else {
                    let share = Double(counts.different) / Double(max(1, counts.both))
                    transformations.append(
                        InferredTransformation(
                            kind: Transformation.Kind.other.rawValue, share: share, confidence: 0,
                            sentence: counts.different < NumberPairs.leastDifferences
                                ? "too few rows differ to say how" : "differs by no transformation that is known here"))
                }
            }
            transformations += nullMoves
            let isExplained = transformations.contains { $0.kind != Transformation.Kind.other.rawValue }
            var feature = SkewFeature(
                name: column.counted.name, type: column.type, status: isExplained ? .transformed : .different,
                severity: rate >= 0.001 ? .error : .warning, transformations: transformations, examples: examples)
            feature = feature.counted(counts)
            return feature
        }

        private var rate: Double {
            Double(counts.different + counts.offlineNull + counts.onlineNull) / Double(max(1, counts.both + counts.offlineNull + counts.onlineNull))
        }

        /// The best of the feature's own families, other columns and earlier rows.
        private var explanation: ExplainedDifference? {
            var found = [own].compactMap(\.self)
            for lag in rows.earlier.indices {
                let family = Transformation(.stale, ["lag": Double(PairedSkew.lags[lag])])
                if let copy = copy(family, of: rows.earlier[lag][place]) { found.append(copy) }
            }
            for other in columns.indices where other != place {
                guard columns[other].counted.type == columns[place].counted.type else { continue }
                let family = Transformation(.swapped, name: columns[other].counted.name)
                guard let copy = copy(family, of: rows.offline[other]),
                    Finding(rows: rows, place: other, columns: columns, counts: counts, tolerance: tolerance).copy(family, of: rows.offline[place]) != nil
                else { continue }
                found.append(copy)
            }
            func score(_ difference: ExplainedDifference) -> Double { difference.explained - 0.005 * difference.transformation.cost }
            return found.reduce(nil) { best, next in best.map { score(next) > score($0) + 1e-9 ? next : $0 } ?? next }
        }

        private var own: ExplainedDifference? {
            switch (rows.offline[place], rows.online[place]) {
            case (.numbers(let offline), .numbers(let online)):
                let column = columns[place]
                let pairs = NumberPairs(offline: offline, online: online, isTime: column.isTime, isHour: column.isHour, tolerance: tolerance)
                if let found = pairs.explanation() { return found }
                // Numbers may be codes.
                return CategoryPairs(offline: offline.map(\.asCode), online: online.map(\.asCode)).mapping()
            case (.categories(let offline), .categories(let online)):
                return CategoryPairs(offline: offline, online: online).explanation()
            default: return nil
            }
        }

        private func copy(_ family: Transformation, of source: WindowRows.Cells) -> ExplainedDifference? {
            switch (rows.offline[place], rows.online[place], source) {
            case (.numbers(let offline), .numbers(let online), .numbers(let source)):
                CopyFamily.explanation(family, offline: offline, online: online, source: source, tolerance: tolerance)
            case (.categories(let offline), .categories(let online), .categories(let source)):
                CopyFamily.explanation(family, offline: offline, online: online, source: source)
            default: nil
            }
        }

        private var nullMoves: [InferredTransformation] {
            let cells = Array(zip(rows.offline[place].values, rows.online[place].values))
            var found: [InferredTransformation] = []
            func move(_ kind: Transformation.Kind, count: Int, of all: Int, values: [String]) {
                guard count > 0 else { return }
                let most = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +).max { ($0.value, $1.key) < ($1.value, $0.key) }
                let isOne = (most?.value ?? 0) >= NumberPairs.leastDifferences && Double(most?.value ?? 0) >= 0.8 * Double(values.count)
                guard isOne || kind == .nullForValue else {
                    found.append(
                        InferredTransformation(
                            kind: Transformation.Kind.other.rawValue, share: Double(count) / Double(max(1, counts.both + counts.offlineNull)), confidence: 0,
                            sentence: "a value where offline has none, not always the same"))
                    return
                }
                var transformation = Transformation(kind)
                if isOne, let value = most?.key {
                    if columns[place].counted.type == .numeric, let number = Double(value) {
                        transformation.parameters["value"] = number
                    } else {
                        transformation.text = value
                    }
                }
                let share = isOne ? Double(most?.value ?? 0) / Double(max(1, all)) : Double(count) / Double(max(1, counts.both + counts.onlineNull))
                let explained = isOne ? Double(most?.value ?? 0) / Double(values.count) : 1
                found.append(transformation.inferred(share: min(1, share), confidence: NumberPairs.wilsonLow(explained, count: values.count)))
            }
            let filled = cells.compactMap { $0.0 == nil ? $0.1 : nil }
            move(.defaultForNull, count: counts.offlineNull, of: cells.count { $0.0 == nil }, values: filled)
            let emptied = cells.compactMap { $0.1 == nil ? $0.0 : nil }
            let value = Dictionary(emptied.map { ($0, 1) }, uniquingKeysWith: +).max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            move(.nullForValue, count: counts.onlineNull, of: cells.count { $0.0 != nil && $0.0 == value }, values: emptied)
            return found
        }

        private var examples: [SkewExample] {
            let (offline, online) = (rows.offline[place].values, rows.online[place].values)
            let differing = offline.indices.lazy.filter { row in
                if case (.numbers(let x), .numbers(let y)) = (rows.offline[place], rows.online[place]), x[row].isFinite, y[row].isFinite {
                    return !NumberPairs.areEqual(x[row], y[row], tolerance: tolerance)
                }
                return offline[row] != online[row]
            }
            return differing.prefix(PairedSkew.examples).map { SkewExample(key: rows.keys[$0], offline: offline[$0], online: online[$0]) }
        }
    }
}

extension Double {
    /// As a code: whole numbers without a fraction; `nil` for what is missing.
    fileprivate var asCode: String? {
        guard isFinite else { return nil }
        return self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self)
    }
}

extension WindowRows.Cells {
    /// As texts; `nil` for what is missing.
    fileprivate var values: [String?] {
        switch self {
        case .numbers(let values): values.map(\.asCode)
        case .categories(let values): values
        }
    }
}

extension PairCounts.Feature {
    fileprivate var isDifferent: Bool { different + offlineNull + onlineNull > 0 }
}

extension SkewJoin.Side {
    fileprivate init(_ side: PairCounts.Side) {
        self.init(rows: side.rows, withoutKey: side.withoutKey, repeated: side.repeated, alone: side.alone)
    }
}

extension SkewFeature {
    fileprivate func counted(_ counts: PairCounts.Feature) -> SkewFeature {
        var feature = self
        (feature.pairs, feature.mismatches) = (counts.both, counts.different)
        feature.mismatchRate = counts.both > 0 ? Double(counts.different) / Double(counts.both) : 0
        (feature.offlineNulls, feature.onlineNulls) = (counts.offlineNull, counts.onlineNull)
        return feature
    }
}

extension [SkewFeature] {
    /// By severity, then by how much differs, then in their order.
    var worstFirst: [SkewFeature] {
        func size(_ feature: SkewFeature) -> Double { feature.distance ?? Double((feature.mismatches ?? 0) + (feature.offlineNulls ?? 0) + (feature.onlineNulls ?? 0)) }
        return enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if one.severity != other.severity { return one.severity > other.severity }
            return size(one) != size(other) ? size(one) > size(other) : left.offset < right.offset
        }.map(\.element)
    }
}
