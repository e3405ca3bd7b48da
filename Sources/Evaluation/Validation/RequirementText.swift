internal import Domain

extension Requirement {
    /// What it says, in a few words.
    var text: String {
        switch subject {
        case .metric(let metric, _): "\(metric) \(limit.text)"
        case .champion(let metric, _, _):
            (limit.lowest ?? 0) == 0
                ? "\(metric) no worse than the champion's"
                : (limit.lowest ?? 0) < 0
                    ? "\(metric) at most \(Self.significant(-(limit.lowest ?? 0), 7)) worse than the champion's"
                    : "\(metric) at least \(Self.significant(limit.lowest ?? 0, 7)) better than the champion's"
        case .fairness(let attribute, .disparateImpact): "disparate_impact by \(attribute.name) \(Limit(lowest: limit.lowest).text)"
        case .fairness(let attribute, let parity): "\(parity.rawValue) by \(attribute.name), \(Limit(highest: limit.highest).text) apart"
        case .sameRows: "features computed alike in \(Self.significant((1 - (limit.highest ?? 0)) * 100, 7)) % of the rows"
        case .distributions: "features look computed alike" + (limit.highest.map { ", distances at most \(Self.significant($0, 7))" } ?? "")
        case .badSlices(let search): "no slice by \(search.loss ?? "loss") worse than the rest" + (limit.highest.map { $0 > 0 ? " by more than \(Self.significant($0, 7))" : "" } ?? "")
        case .missing: "missing cells \(limit.text)"
        case .records: "records \(limit.text)"
        case .duplicates: "repeated identities \(limit.text)"
        case .labelled: "records with ground truth \(limit.text)"
        }
    }

    /// Whether it is judged on predictions beside their ground truth.
    var needsPredictions: Bool {
        switch subject {
        case .metric, .champion, .fairness, .badSlices, .labelled: true
        case .sameRows, .distributions, .missing, .records, .duplicates: false
        }
    }

    /// The slices that it names.
    var slices: [NamedSlice] {
        switch subject {
        case .metric(_, let slices), .champion(_, let slices, _): slices
        default: []
        }
    }

    /// - Throws: `EvaluationError` where it needs files that were not given.
    func require(_ input: ValidationInput) throws {
        func error(_ text: String) -> EvaluationError { EvaluationError("\(place): \(text)") }
        switch subject {
        case .sameRows:
            guard input.sameRows != nil else { throw error("the same rows, computed twice, are wanted: give --offline FILE, --online FILE and --key COLUMN") }
            return
        case .distributions:
            guard input.reference != nil else { throw error("records to compare with are wanted: give --training FILE, --validation FILE or --reference FILE") }
        case .champion:
            guard input.candidates != nil else { throw error("a champion needs a candidate beside it: give the candidate's predictions with --candidate FILE") }
        default: break
        }
        guard input.current != nil else { throw error("this is judged on records: name them with --current FILE") }
    }
}
