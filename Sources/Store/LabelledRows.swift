/// Asks for some records with their cells, predictions and ground truth, row by row: for what looks at single records.
package struct LabelledRowsQuery: Sendable, Hashable {
    package var records: Relation
    /// `nil` where no ground truth is known.
    package var labels: PerformanceQuery.Labels?
    package var prediction: PerformanceQuery.Prediction
    package var columns: [CountedColumn]
    /// The column with the event time.
    package var time: String?
    /// The column that names each record's version.
    package var version: String?
    /// Records of this span of event time only, in microseconds; needs `time`.
    package var span: Range<Int64>?
    /// Of more records those that come first in `SamplingOrder`.
    package var limit: Int

    package init(
        records: Relation, labels: PerformanceQuery.Labels?, prediction: PerformanceQuery.Prediction, columns: [CountedColumn],
        time: String? = nil, version: String? = nil, span: Range<Int64>? = nil, limit: Int
    ) {
        self.records = records
        self.labels = labels
        self.prediction = prediction
        self.columns = columns
        self.time = time
        self.version = version
        self.span = span
        self.limit = limit
    }
}

/// Records with what is known of each, in the order of their relation.
package struct LabelledRows: Sendable, Hashable {
    /// Records of the span, of which these are all or a sample.
    package var total: Int
    /// The place of each in its relation.
    package var places: [Int64] = []
    /// Event times in microseconds; `nil` where there is none.
    package var times: [Int64?] = []
    package var versions: [String?] = []
    /// Two classes: 1 for the positive one, else 0. Several: the place of the class. Numbers: the number. NaN where it is not known, or of no
    /// known class.
    package var actuals: [Double] = []
    /// NaN for what is missing.
    package var predictions: VersionsRows.Predictions
    /// In the order of the columns asked for.
    package var cells: WindowRows

    package init(total: Int, predictions: VersionsRows.Predictions, cells: WindowRows) {
        self.total = total
        self.predictions = predictions
        self.cells = cells
    }

    package var count: Int { places.count }
}

/// Records at some places of a relation, with more columns beside: for an export.
package struct MarkedRows: Sendable, Hashable {
    package var relation: Relation
    package var places: [Int64]
    /// One value for each place. A column of the relation with the same name gives way.
    package var marks: [Batch.Column]

    package init(relation: Relation, places: [Int64], marks: [Batch.Column]) {
        self.relation = relation
        self.places = places
        self.marks = marks
    }
}

/// A store that gives single records. ClickHouse's does not.
package protocol LabelledRowsStore: Store {
    /// The records of a query. Two passes over the columns concerned at most; memory for what is returned.
    func labelledRows(_ query: LabelledRowsQuery) async throws -> LabelledRows

    /// The records with their ground truth as one more column, which takes the place of one of its name; null where none is known. Of several for one
    /// identity the last row that has a value counts.
    func labelling(_ records: Relation, with actuals: Relation, joinedBy identity: String, actual: String) async throws -> Relation

    /// A relation of the records of all parts, one part after the other, columns matched by name: those of the marks first. Cells of a column
    /// that has different types are texts, or numbers where all are.
    func joined(_ parts: [MarkedRows], named name: String) async throws -> Relation

    /// Writes the records of a relation to a file.
    ///
    /// - Returns: how many.
    func write(_ relation: Relation, to path: String, as format: ExportFormat) async throws -> Int
}

/// An engine that reads files and gives single records: what evaluations of files need that look at those.
package typealias FileEngine = FileStore & LabelledRowsStore
