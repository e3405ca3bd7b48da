internal import Domain
internal import Statistics
internal import Store

/// Protected attributes, each with the slices of its groups.
struct ProtectedAttributes {
    struct Group {
        var value: String
        var slice: Slice
    }

    var attributes: [(name: String, groups: [Group])] = []

    /// More groups than this are not looked at, the rarest first left out.
    static let mostGroups = 15

    /// The groups that records have.
    ///
    /// - Parameter asked: where the columns were named, for messages.
    init(_ names: [String], of records: Relation, store: any Store, asked: String = "--fairness", notes: inout [String]) async throws {
        guard !names.isEmpty else { return }
        for name in names where records.column(name) == nil {
            throw EvaluationError("\(asked): \(records.name) has no column '\(name)'; it has: \(records.columns.map(\.name).joined(separator: ", "))")
        }
        let tables = try await store.categories(of: names.map { CountedColumn($0, .categorical) }, in: records, limit: Self.mostGroups)
        for (name, table) in zip(names, tables) {
            let groups = table.entries.compactMap { entry in
                OutcomeSlices.equal(entry.value, of: name, in: [records]).map { Group(value: entry.value, slice: $0) }
            }
            guard groups.count > 1 else {
                throw EvaluationError("\(asked): '\(name)' has no two groups to compare; name a column of categories, such as a region")
            }
            if table.distinct > groups.count {
                notes.append("Fairness: of the \(table.distinct) values of '\(name)' the \(groups.count) most frequent are compared.")
            }
            attributes.append((name, groups))
        }
    }

    var slices: [Slice] { attributes.flatMap { $0.groups.map(\.slice) } }
}

/// Parities of decisions between groups.
struct Fairness {
    let rows: ComparedRows
    let attributes: ProtectedAttributes
    /// The place of the first group's slice among those asked for.
    let firstSlice: Int
    let confidence: Confidence

    /// - Returns: for each attribute; empty without two classes and decisions.
    func reports(of version: Int, name: String) -> [FairnessReport] {
        let decisions = rows.pairs.versions[version].decisions
        guard rows.task == .binary, !decisions.isEmpty else { return [] }
        var place = firstSlice
        return attributes.attributes.map { attribute in
            var tables: [(value: String, table: BinaryConfusion)] = []
            for group in attribute.groups {
                var table = BinaryConfusion()
                for row in rows.rows(inSlice: place) {
                    switch (rows.pairs.actuals[row] == 1, decisions[row] == 1) {
                    case (true, true): table.truePositives += 1
                    case (true, false): table.falseNegatives += 1
                    case (false, true): table.falsePositives += 1
                    case (false, false): table.trueNegatives += 1
                    }
                }
                tables.append((group.value, table))
                place += 1
            }
            return report(name, attribute.name, tables)
        }
    }

    private func report(_ version: String, _ attribute: String, _ tables: [(value: String, table: BinaryConfusion)]) -> FairnessReport {
        let ordered = tables.sorted { $0.table.total > $1.table.total }
        let reference = ordered[0]
        return FairnessReport(
            version: version, attribute: attribute, reference: reference.value,
            groups: ordered.map { value, table in
                .init(
                    value: value, count: table.total,
                    rates: FairnessReport.Measure.allCases.map { measure in
                        rate(measure, table.share(measure), value == reference.value ? nil : reference.table.share(measure))
                    })
            })
    }

    private func rate(
        _ measure: FairnessReport.Measure, _ share: (count: Int, total: Int), _ reference: (count: Int, total: Int)?
    ) -> FairnessReport.Rate {
        let own = Proportion(count: share.count, total: share.total)
        var rate = FairnessReport.Rate(measure: measure, count: share.count, total: share.total, value: own?.rate)
        guard let own, let other = reference.flatMap({ Proportion(count: $0.count, total: $0.total) }),
            min(own.total, other.total) >= FairnessReport.leastRecords
        else { return rate }
        let both = RateComparison(reference: other, current: own)
        let interval = both.differenceInterval(confidence)
        (rate.difference, rate.lower, rate.upper) = (both.difference, interval.lowerBound, interval.upperBound)
        if let ratios = both.ratioInterval(confidence) {
            (rate.ratio, rate.ratioLower, rate.ratioUpper) = (both.ratio, ratios.lowerBound, ratios.upperBound)
        }
        return rate
    }
}

extension BinaryConfusion {
    /// How many of how many.
    fileprivate func share(_ measure: FairnessReport.Measure) -> (count: Int, total: Int) {
        switch measure {
        case .selectionRate: (predictedPositives, total)
        case .truePositiveRate: (truePositives, actualPositives)
        case .falsePositiveRate: (falsePositives, actualNegatives)
        case .precision: (truePositives, predictedPositives)
        }
    }
}
