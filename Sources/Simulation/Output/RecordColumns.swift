internal import Store

/// Collects rows into the columns of a records file.
struct RecordColumns {
    private let segment: Segment
    /// Number columns that a failure turns into text, for the whole file.
    private let textColumn: NumericFeature?
    private var ids: [String] = []
    private var times: [Int64] = []
    private var received: [Int64] = []
    private var versions: [String] = []
    private var numbers: [DoubleColumn]
    private var texts: TextColumn
    private var categories: [TextColumn]
    private var actuals: [Int64] = []
    private var scores: [Double] = []
    private var labels: [Int64] = []

    /// What to write for each code of each category.
    private static let names: [[String?]] = CategoricalFeature.allCases.map { feature in
        let known: [String?] = feature.categories
        let none = [String?](repeating: nil, count: Int(Category.limit) - known.count)
        return known + none + [Category.unseenName, nil]
    }

    init(_ segment: Segment, textColumn: NumericFeature?, capacity: Int) {
        self.segment = segment
        self.textColumn = textColumn
        numbers = NumericFeature.allCases.map { _ in DoubleColumn(capacity: capacity) }
        categories = CategoricalFeature.allCases.map { _ in TextColumn(capacity: capacity) }
        texts = TextColumn(capacity: textColumn == nil ? 0 : capacity)
    }

    mutating func append(_ row: Row, id: String, receivedAt: Int64) {
        ids.append(id)
        times.append(row.time)
        received.append(receivedAt)
        versions.append(row.isNextRelease ? Simulation.nextVersion : Simulation.version)
        for feature in numbers.indices {
            numbers[feature].append(row.inputs.numbers[feature])
        }
        if let textColumn {
            let value = row.inputs[textColumn]
            texts.append(row.corruptText ?? (value.isNaN ? nil : "\(value)"))
        }
        for feature in categories.indices {
            categories[feature].append(Self.names[feature][Int(row.inputs.categories[feature])])
        }
        if segment != .production { actuals.append(row.actual ? 1 : 0) }
        scores.append(row.score)
        labels.append(row.score >= Simulation.threshold ? 1 : 0)
    }

    var batch: Batch {
        var columns = [
            Batch.Column("prediction_id", .texts(ids)), .init("timestamp", .timestamps(times)),
            .init("received_at", .timestamps(received)), .init("model_version", .texts(versions)),
        ]
        for feature in NumericFeature.allCases {
            columns.append(
                feature == textColumn
                    ? texts.column(feature.name) : numbers[feature.rawValue].column(feature.name))
        }
        for feature in CategoricalFeature.allCases {
            columns.append(categories[feature.rawValue].column(feature.name))
        }
        if segment != .production { columns.append(.init("actual", .integers(actuals))) }
        columns.append(.init("prediction_score", .doubles(scores)))
        columns.append(.init("prediction_label", .integers(labels)))
        return Batch(columns)
    }
}
