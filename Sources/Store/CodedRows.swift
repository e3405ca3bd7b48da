internal import Statistics

/// Asks for some columns of all records whose ground truth is known, as small codes, beside what was predicted and what was true: for what
/// looks at all records and several columns at once. Without labels or a prediction it asks for all records, and for codes only.
package struct CodedRowsQuery: Sendable, Hashable {
    package var records: Relation
    /// All that is known; where it was corrected, the last.
    package var labels: PerformanceQuery.Labels?
    package var prediction: PerformanceQuery.Prediction?
    package var columns: [CodedColumn]

    package init(
        records: Relation, labels: PerformanceQuery.Labels? = nil, prediction: PerformanceQuery.Prediction? = nil, columns: [CodedColumn]
    ) {
        self.records = records
        self.labels = labels
        self.prediction = prediction
        self.columns = columns
    }

    /// The question for records beside their ground truth; `nil` where all records are asked for.
    package var labelled: PerformanceQuery? {
        labels.flatMap { labels in prediction.map { PerformanceQuery(records: records, windowing: .whole, labels: labels, prediction: $0) } }
    }
}

/// A column, and which values have which code. No more than 250 cuts or categories.
package struct CodedColumn: Sendable, Hashable {
    package enum Codes: Sendable, Hashable {
        /// The number of cuts that are not above the value. The cuts rise, and there is at least one.
        case cuts([Double])
        /// The place of the value, read as in `CategoryTable`.
        case categories([String])
    }

    package var name: String
    package var codes: Codes

    package init(_ name: String, _ codes: Codes) {
        self.name = name
        self.codes = codes
    }
}

extension CodedColumn {
    /// Codes of values; those of cells without one come next.
    package var valueCount: Int {
        switch codes {
        case .cuts(let cuts): cuts.count + 1
        case .categories(let categories): categories.count
        }
    }

    /// The code of missing cells.
    package var missing: UInt8 { UInt8(valueCount) }
    /// The code of NaN in a column of numbers, and of any other value in one of categories.
    package var other: UInt8 { UInt8(valueCount + 1) }
    /// The code of what is no number in a column of numbers.
    package var unreadable: UInt8 { UInt8(valueCount + 2) }

    /// The column as engines count it. Its last bin is closed, so that the edge above all numbers makes the others half open.
    package var binned: BinnedColumn {
        switch codes {
        case .cuts(let cuts):
            guard let edges = BinEdges(cuts + [.greatestFiniteMagnitude]) else { preconditionFailure("cuts rise, and there is one") }
            return BinnedColumn(name, .numeric(edges))
        case .categories(let categories): return BinnedColumn(name, .categorical(.init(values: categories, isComplete: false)))
        }
    }

    /// The code of a cell that `CellCode` stands for.
    package func code(of cell: Int64) -> UInt8 {
        switch cell {
        case CellCode.null: missing
        case CellCode.nan, CellCode.outside: other
        case CellCode.typeError: unreadable
        case CellCode.negativeInfinity: 0
        case CellCode.positiveInfinity: UInt8(max(1, valueCount) - 1)
        default: UInt8(cell)
        }
    }
}

/// Records whose ground truth is known, in the order of their relation; where all were asked for, actuals, predictions and scores are NaN.
package struct CodedRows: Sendable, Hashable {
    /// The place of each in its relation.
    package var places: [Int64]
    /// By column asked for, the code of each record.
    package var codes: [[UInt8]]
    /// What was true: the number; the place of the class; of two classes 1 for the positive one, else 0.
    package var actuals: [Double]
    /// What was predicted, likewise; -1 for none of several classes, NaN for nothing.
    package var predictions: [Double]
    /// The score of the class that was true; of two classes that of the positive one. NaN for none, and for numbers.
    package var scores: [Double]

    package init(columns: Int) {
        places = []
        codes = Array(repeating: [], count: columns)
        actuals = []
        predictions = []
        scores = []
    }

    /// How many records there are.
    package var count: Int { places.count }

    /// In the order of their places.
    package func inOrder() -> CodedRows {
        guard zip(places, places.dropFirst()).contains(where: { $0 > $1 }) else { return self }
        let order = places.indices.sorted { places[$0] < places[$1] }
        var result = self
        result.places = order.map { places[$0] }
        result.codes = codes.map { column in order.map { column[$0] } }
        result.actuals = order.map { actuals[$0] }
        result.predictions = order.map { predictions[$0] }
        result.scores = order.map { scores[$0] }
        return result
    }
}
