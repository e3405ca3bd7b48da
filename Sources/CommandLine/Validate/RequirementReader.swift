internal import Domain
internal import Evaluation
internal import Yams

/// Reads one requirement of a file.
struct RequirementReader {
    let file: String
    let defaults: RequirementDefaults
    let slices: SliceNames

    private static let common = ["name", "required"]
    private static let searchKeys = ["loss", "depth", "level", "min_support", "columns"]

    /// - Parameter section: one that there is.
    func requirement(_ node: Node, of section: String) throws -> Requirement {
        if section == "metrics", let text = node.scalar?.string { return try short(text, at: YAMLFields.place(node, in: file)) }
        let fields = try YAMLFields(node, in: file, of: section)
        switch section {
        case "metrics": return try metric(fields)
        case "champion": return try champion(fields)
        case "fairness": return try fairness(fields)
        case "skew": return try skew(fields)
        case "bad_slices": return try badSlices(fields)
        default: return try data(fields)
        }
    }

    private func metric(_ fields: YAMLFields) throws -> Requirement {
        try fields.requireKeys(["metric", "at_least", "at_most", "slices"] + Self.common + RequirementDefaults.keys)
        let metric = try metricName(fields, among: Self.metrics)
        return try requirement(.metric(metric, slices: try someSlices(fields)), limit: try limit(fields), fields)
    }

    /// `roc_auc >= 0.85`, `recall >= 0.5 where age < 25`.
    private func short(_ text: String, at place: SourcePlace) throws -> Requirement {
        let parts = text.split(separator: " where ", maxSplits: 1).map(String.init)
        guard let sign = [">=", "<="].first(where: { parts[0].contains($0) }) else {
            throw YAMLFields.error(place, "'\(text.prefix(60))' is no requirement; write it as 'roc_auc >= 0.85', with >= or <=, or with keys: metric, at_least, at_most")
        }
        let sides = parts[0].split(separator: sign, maxSplits: 1).map { $0.trimming { $0 == " " } }
        guard sides.count == 2, let number = Double(sides[1]), number.isFinite else {
            throw YAMLFields.error(place, "'\(text.prefix(60))': a name and a number are wanted beside \(sign), such as roc_auc \(sign) 0.85")
        }
        let metric = String(sides[0])
        try requireMetric(metric, among: Self.metrics, at: place)
        let slice = try parts.count > 1 ? slices.slice(parts[1], at: place) : NamedSlice(nil, name: SliceNames.all, place: place)
        return Requirement(
            .metric(metric, slices: [slice]), limit: sign == ">=" ? Limit(lowest: number) : Limit(highest: number), isConfident: defaults.isConfident,
            confidence: defaults.confidence, leastRows: defaults.leastRows, tooFew: defaults.tooFew, place: place)
    }

    private func champion(_ fields: YAMLFields) throws -> Requirement {
        try fields.requireKeys(["metric", "margin", "better_by", "slices", "found_slices"] + Self.common + RequirementDefaults.keys)
        let metric = try metricName(fields, among: ComparedMetric.allCases.filter { $0 != .cost }.map(\.rawValue))
        let margin = try fields.number("margin", in: 0...Double.greatestFiniteMagnitude, example: "0.01")
        let gain = try fields.number("better_by", in: 0...Double.greatestFiniteMagnitude, example: "0.01")
        guard margin == nil || gain == nil else {
            throw YAMLFields.error(fields.place(of: "better_by"), "margin says how much worse it may be, better_by how much better it has to be; keep one")
        }
        var search: SliceSearchSettings?
        if let node = fields["found_slices"] {
            if node.mapping != nil {
                let own = try YAMLFields(node, in: file, of: "found_slices")
                try own.requireKeys(Self.searchKeys)
                search = try self.search(own)
            } else if try fields.flag("found_slices") == true {
                search = SliceSearchSettings()
            }
        }
        return try requirement(
            .champion(metric: metric, slices: try someSlices(fields), search: search), limit: Limit(lowest: gain ?? -(margin ?? 0)), fields)
    }

    private func fairness(_ fields: YAMLFields) throws -> Requirement {
        try fields.requireKeys(["attribute", "parity", "at_least", "at_most"] + Self.common + RequirementDefaults.keys)
        guard let attribute = try fields.names("attribute")?.first else { throw missing("attribute", "a column such as sex", fields) }
        guard let parity = try fields.choice("parity", Parity.self) else {
            throw missing("parity", "one of \(Parity.allCases.map(\.rawValue).joined(separator: ", "))", fields)
        }
        let limit: Limit
        if parity == .disparateImpact {
            guard fields["at_most"] == nil else { throw YAMLFields.error(fields.place(of: "at_most"), "disparate_impact is a ratio: say at_least, such as 0.8") }
            let least = try fields.number("at_least", in: 0.01...1, example: "0.8") ?? 0.8
            // No group is held against the one that is best off, so that neither may be too far from the largest.
            limit = Limit(lowest: least, highest: 1 / least)
        } else {
            guard fields["at_least"] == nil else { throw YAMLFields.error(fields.place(of: "at_least"), "\(parity.rawValue) is a difference: say at_most, such as 0.1") }
            guard let most = try fields.number("at_most", in: 0...1, example: "0.1") else { throw missing("at_most", "the largest difference, such as 0.1", fields) }
            limit = Limit(lowest: -most, highest: most)
        }
        return try requirement(.fairness(attribute: attribute, parity: parity), limit: limit, fields)
    }

    private func skew(_ fields: YAMLFields) throws -> Requirement {
        guard let compare = try fields.choice("compare", SkewKind.self) else {
            throw missing("compare", "same_rows (--offline and --online) or distributions (--training and --current)", fields)
        }
        let except = try fields.names("except") ?? []
        switch compare {
        case .sameRows:
            try fields.requireKeys(["compare", "max_mismatch", "except"] + Self.common + RequirementDefaults.keys)
            let most = try fields.number("max_mismatch", in: 0...1, example: "0.001") ?? 0.001
            return try requirement(.sameRows(except: except), limit: Limit(highest: most), fields)
        case .distributions:
            try fields.requireKeys(["compare", "max_distance", "except", "min_rows", "too_few"] + Self.common)
            var result = try requirement(
                .distributions(except: except), limit: Limit(highest: try fields.number("max_distance", in: 0...1, example: "0.2")), fields)
            // Distances have no interval; of fewer rows than this nothing is inferred.
            result.isConfident = false
            result.leastRows = max(result.leastRows, DistributionSkew.leastRows)
            return result
        }
    }

    private enum SkewKind: String, CaseIterable {
        case sameRows = "same_rows"
        case distributions
    }

    private func badSlices(_ fields: YAMLFields) throws -> Requirement {
        try fields.requireKeys(Self.searchKeys + ["worse_by_at_most"] + Self.common)
        let most = try fields.number("worse_by_at_most", in: 0...Double.greatestFiniteMagnitude, example: "0.1") ?? 0
        var result = try requirement(.badSlices(try search(fields)), limit: Limit(highest: most), fields)
        // What is told is significant; how many records that takes is the search's to know.
        result.isConfident = false
        result.leastRows = 1
        return result
    }

    private func data(_ fields: YAMLFields) throws -> Requirement {
        let kinds = ["missing_at_most", "records_at_least", "duplicates_at_most", "labelled_at_least"]
        let said = kinds.filter { fields[$0] != nil }
        guard said.count == 1 else {
            try fields.requireKeys(kinds + ["columns", "except"] + Self.common)
            throw YAMLFields.error(fields.place, "one of \(kinds.joined(separator: ", ")) is wanted here\(said.isEmpty ? "" : "; part them")")
        }
        switch said[0] {
        case "missing_at_most":
            try fields.requireKeys(["missing_at_most", "columns", "except"] + Self.common)
            guard fields["columns"] == nil || fields["except"] == nil else {
                throw YAMLFields.error(fields.place(of: "except"), "columns says which are looked at, except which of all are not; keep one")
            }
            return try requirement(
                .missing(columns: try fields.names("columns") ?? [], except: try fields.names("except") ?? []),
                limit: Limit(highest: try fields.number("missing_at_most", in: 0...1, example: "0.01")), fields)
        case "records_at_least":
            try fields.requireKeys(["records_at_least"] + Self.common)
            return try requirement(.records, limit: Limit(lowest: try fields.number("records_at_least", in: 1...1e15, example: "1000")), fields)
        case "duplicates_at_most":
            try fields.requireKeys(["duplicates_at_most"] + Self.common)
            return try requirement(.duplicates, limit: Limit(highest: try fields.number("duplicates_at_most", in: 0...1, example: "0.001")), fields)
        default:
            try fields.requireKeys(["labelled_at_least"] + Self.common)
            return try requirement(.labelled, limit: Limit(lowest: try fields.number("labelled_at_least", in: 0...1, example: "0.9")), fields)
        }
    }
}

extension StringProtocol {
    /// Without such characters at both ends.
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        String(String(drop(while: isTrimmed)).reversed().drop(while: isTrimmed).reversed())
    }
}
