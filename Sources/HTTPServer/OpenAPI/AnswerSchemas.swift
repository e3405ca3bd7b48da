internal import Domain

/// What questions are answered with.
extension Schemas {
    private static let severity: JSONValue = .choiceSchema(Severity.allCases.map { "\($0)" })

    private static let window: JSONValue = .objectSchema(
        [
            ("label", .textSchema()), ("start", .textSchema(format: "date-time")), ("end", .textSchema(format: "date-time")),
            ("rows", .integerSchema()), ("labelled", .integerSchema("Records whose ground truth is known.")),
        ], required: ["label", "rows"])

    static let report = Schema(
        name: "Report",
        value: .objectSchema(
            [
                ("schema_version", .textSchema()), ("assay_version", .textSchema()), ("rules", .textSchema()),
                ("verdict", severity), ("model", ["type": "object"]),
                ("sources", .arraySchema(of: ["type": "object"])), ("granularity", .textSchema()),
                ("windows", .arraySchema(of: window)), ("alerts", .arraySchema(of: ["type": "object"])),
                ("diagnosis", ["type": "object"]), ("features", .arraySchema(of: ["type": "object"])),
                ("performance", .arraySchema(of: ["type": "object"])),
                ("slices", .arraySchema(of: ["type": "object"])), ("quality", .arraySchema(of: ["type": "object"])),
                ("notes", .arraySchema(of: .textSchema())),
            ],
            required: [
                "schema_version", "verdict", "model", "windows", "alerts", "features", "performance", "slices", "quality", "notes",
            ], open: true))

    static let series = Schema(
        name: "Series",
        value: .objectSchema(
            [
                ("granularity", .textSchema()), ("windows", .arraySchema(of: window)),
                (
                    "series",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("kind", .choiceSchema(SignalSeries.Kind.allCases.map(\.rawValue))),
                                ("feature", .textSchema()), ("signal", .textSchema()), ("unit", .textSchema()),
                                (
                                    "points",
                                    .arraySchema(
                                        of: .objectSchema(
                                            [
                                                ("window", .integerSchema("The window's place in windows, from 0.")),
                                                ("value", .numberSchema()),
                                                ("expected", .numberSchema("What the baseline has, or what chance gives.")),
                                                ("lower", .numberSchema("Of the 95 % interval.")), ("upper", .numberSchema()),
                                                ("count", .integerSchema("Records that it rests on.")), ("severity", severity),
                                            ], required: ["count", "severity"]))
                                ),
                                (
                                    "following",
                                    .arraySchema(
                                        of: .objectSchema(
                                            [
                                                ("metric", .textSchema()),
                                                ("windows", .integerSchema("Windows with ground truth that it rests on.")),
                                                ("correlation", .numberSchema("Of ranks; negative where the metric falls as the proxy rises.")),
                                                ("lower", .numberSchema("Of its interval; those of all metrics hold together with 95 %.")), ("upper", .numberSchema()),
                                            ], required: ["metric", "windows", "correlation", "lower", "upper"]),
                                        "Of proxies: how closely they have gone together with each metric; those with the closest first.")
                                ),
                            ], required: ["kind", "signal", "points"]))
                ),
            ], required: ["granularity", "windows", "series"]))

    static let distributions = Schema(
        name: "Distributions",
        value: .objectSchema(
            [
                (
                    "features",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("name", .textSchema()), ("type", .choiceSchema(FeatureType.allCases.map(\.rawValue))),
                                ("reference", ["type": "object"]), ("current", ["type": "object"]),
                                ("distribution", ["type": "object"]),
                            ], required: ["name", "type", "reference", "current"]))
                )
            ], required: ["features"]))

    static let recordPage = Schema(
        name: "RecordPage",
        value: .objectSchema(
            [
                ("total", .integerSchema("Records that are asked for, on this page or not.")),
                ("records", .arraySchema(of: ["type": "object"])),
            ], required: ["total", "records"]))

    static let versions = Schema(
        name: "Versions",
        value: .objectSchema(
            [
                (
                    "versions",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("version", .textSchema("Empty for records that do not say.")),
                                ("environment", .choiceSchema(Domain.Environment.allCases.map(\.rawValue))),
                                ("shadow", .booleanSchema()), ("records", .integerSchema()), ("labelled", .integerSchema()),
                                ("first", .textSchema("The hour of the first record.", format: "date-time")),
                                ("last", .textSchema("The end of the hour of the last.", format: "date-time")),
                            ], required: ["version", "environment", "shadow", "records", "labelled"]))
                )
            ], required: ["versions"]))

    static let backup = Schema(
        name: "Backup",
        value: .objectSchema(
            [("file", .textSchema("On the server's disk.")), ("bytes", .integerSchema())], required: ["file", "bytes"]))

    static let labelDelay = Schema(
        name: "LabelDelay",
        value: .objectSchema(
            [
                ("records", .integerSchema()), ("labels", .integerSchema("Of these records, that have come.")),
                (
                    "quantiles",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("share", .numberSchema("Of all labels that have come.")),
                                ("hours", .numberSchema("After their records.")),
                            ], required: ["share", "hours"]))
                ),
            ], required: ["records", "labels", "quantiles"]))
}
