import Domain

/// Validations as an evaluation might report them.
enum MockValidation {
    private static func result(
        _ kind: RequirementResult.Kind, _ requirement: String, _ subject: String? = nil, slice: String? = nil, line: Int, _ outcome: RequirementResult.Outcome,
        _ effect: Requirement.Effect, limit: Limit = Limit(lowest: 0.5), value: Double? = nil, _ interval: (Double, Double)? = nil, rows: Int? = nil,
        found: Bool = false, toTell: Int? = nil, message: String = "As it should be.", advice: String? = nil
    ) -> RequirementResult {
        RequirementResult(
            kind: kind, requirement: requirement, subject: subject, slice: slice, isFound: found, line: line, outcome: outcome, effect: effect, limit: limit,
            value: value, lower: interval?.0, upper: interval?.1, confidence: interval == nil ? nil : 0.95, rows: rows, leastRows: 100, rowsToTell: toTell,
            message: message, advice: advice)
    }

    private static func report(_ results: [RequirementResult], version: String? = "churn-2", notes: [String] = []) -> ValidationReport {
        ValidationReport(
            assayVersion: "0.1.0", requirements: "gate.yaml", model: "churn", task: .binary, version: version, champion: "churn-1",
            records: .init(all: 12_000, predicted: 11_500, unknownClass: 3, judged: 9_876), results: results, notes: notes)
    }

    static let failed = report(
        [
            result(.metric, "roc_auc at least 0.8", line: 3, .met, .pass, value: 0.84321, (0.835, 0.851), rows: 9_876),
            result(
                .metric, "recall at least 0.5", line: 5, .uncertain, .pass, value: 0.512, (0.49, 0.534), rows: 2_031, toTell: 6_800,
                message: "recall is 0.512 (95 % interval 0.49 to 0.534) of 2031 records: at least 0.5, but its interval is not, about 6800 records would tell."),
            result(
                .metric, "recall at least 0.5", "young", slice: "age < 25", line: 5, .missed, .fail, value: 0.41, (0.36, 0.461), rows: 367,
                message: "recall is 0.41 (95 % interval 0.36 to 0.461) of 367 records, below 0.5, beyond chance.", advice: "Train with more records of these slices."),
            result(
                .metric, "recall at least 0.5", "west", slice: "region = \"CA\"", line: 5, .notEnough, .warn, value: nil, rows: 41,
                message: "recall: 41 records, where 100 are asked for.", advice: "Bring 59 more records."),
            result(
                .champion, "accuracy at most 0.02 worse than the champion's", "age < 40 and is_null(income)", slice: "age < 40 and is_null(income)", line: 9,
                .missed, .fail, limit: Limit(lowest: -0.02), value: -0.031, (-0.05, -0.012), rows: 812, found: true,
                message: "The improvement of accuracy is -0.031 (95 % interval -0.05 to -0.012) of 812 records, below -0.02; it may be chance, about 2500 records would tell.",
                advice: "Keep churn-1 in these slices."),
            result(.fairness, "equal_opportunity by sex, at most 0.1 apart", "sex = female", line: 12, .met, .pass, limit: Limit(lowest: -0.1, highest: 0.1), value: -0.02, (-0.06, 0.02), rows: 900),
            result(.skew, "features look computed alike", line: 14, .met, .pass, limit: Limit(), rows: 12_000, message: "14 features look computed alike."),
            result(
                .slices, "no slice by zero_one worse than the rest", "region = \"NV\"", slice: "region = \"NV\"", line: 17, .missed, .warn, limit: Limit(highest: 0),
                value: 0.09, (0.05, 0.13), rows: 640, found: true, message: "The mean zero_one beyond the rest's is 0.09.", advice: "Look at the records of these slices."),
            result(.data, "records at least 1000", line: 20, .met, .pass, limit: Limit(lowest: 1_000), value: 12_000),
        ], notes: ["Taken as the positive class: 'yes'. Set it with --positive-class if it is not."])

    static let passed = report([result(.metric, "roc_auc at least 0.8", line: 3, .met, .pass, value: 0.843, (0.835, 0.851), rows: 9_876)])

    static let warned = report([result(.metric, "roc_auc at least 0.9", line: 3, .missed, .warn, value: 0.843, (0.835, 0.851), rows: 9_876, message: "roc_auc is 0.843.")])

    /// Names that try to steer a terminal, to break a table, to be HTML or Markdown, and to call people.
    static let names = [
        "a|b`c`", "<script>alert(1)</script>", "![x](http://evil.example/p.png)", "@everyone #1 !2 ~3 &4", "line\nbreak\r\n| --- |", "*bold* __u__ [l](javascript:1)",
        "\u{1B}[31mred\u{202E}", "</details><img src=x onerror=1>", "https://evil.example www.evil.example", "]]> & \"'", "``` x", "",
    ]

    static let hostile = report(
        names.enumerated().map { place, name in
            result(
                .metric, name, name, slice: nil, line: place + 1, place % 3 == 0 ? .met : .missed, place % 3 == 0 ? .pass : place % 3 == 1 ? .fail : .warn, value: 0.5,
                message: "\(name) is bad.", advice: "Mend \(name).")
        }, version: names[1], notes: names)

    static let all: [(name: String, report: ValidationReport)] = [
        ("validation-failed", failed), ("validation-passed", passed), ("validation-warned", warned), ("validation-hostile", hostile),
    ]
}
