package import Domain

/// Where records are kept and counted.
///
/// A store answers with mergeable summaries, never with rows to be counted elsewhere, so that the arithmetic on them
/// is done once, in `Statistics`, and every engine gives the same answer: counts to the last bit, sums and moments up
/// to the rounding of adding doubles in another order.
///
/// Every method may be called from any task at any time; when the task is cancelled, the engine stops and the method
/// throws `CancellationError`. Failures of the engine come as `StoreError`.
package protocol Store: Sendable {
    /// Makes an empty relation. The name is free text; two relations may have the same.
    func makeRelation(named name: String, columns: [StoredColumn]) async throws -> Relation

    /// Adds records, all or none. Columns are matched by name; absent ones are null.
    ///
    /// - Returns: the relation with its new number of rows.
    func append(_ batch: Batch, to relation: Relation) async throws -> Relation

    /// A relation of about `rows` records of `relation`, chosen evenly and always the same ones; the relation itself
    /// when it has no more than that, and a copy of it when it has one more. Later changes of the original do not show.
    ///
    /// - Parameter columns: those that are needed, of which a file then only reads these; `nil` for all.
    func sample(of relation: Relation, rows: Int, columns: [String]?) async throws -> Relation

    /// The records of `relation` that `slice` holds for, in their order. Whether records appended to the original later
    /// show is not promised.
    ///
    /// - Throws: `StoreError` of kind `badInput`, with the `SliceError` as its cause, when the slice does not fit the
    ///   relation's columns.
    func filtered(_ relation: Relation, by slice: Slice) async throws -> Relation

    /// For each column its different values: how many, and the most frequent up to `limit`, most frequent first, equal
    /// ones in the order of their UTF-8 bytes. Nulls are no value. Cost: one pass
    /// for every hundred columns, memory for all different values of these.
    func categories(of columns: [CountedColumn], in relation: Relation, limit: Int) async throws -> [CategoryTable]

    /// Quantiles of each numeric column's finite values at `probabilities`, interpolated linearly between order
    /// statistics (Hyndman and Fan's type 7); empty where there are no values. Keeps the values in memory: for samples.
    func quantiles(
        of columns: [CountedColumn], in relation: Relation, at probabilities: [Double]
    ) async throws -> [[Double]]

    /// Moments of each numeric column's finite values in each window, with the windows' extents. One pass.
    func moments(of columns: [CountedColumn], in relation: Relation, by windowing: Windowing) async throws -> [WindowMoments]

    /// Counts of each column over fixed bins in each window. One pass for every hundred columns.
    func counts(of columns: [BinnedColumn], in relation: Relation, by windowing: Windowing) async throws -> [WindowCounts]

    /// What performance metrics need, in each window, of records joined with their ground truth. One pass over the
    /// columns concerned.
    func performance(_ query: PerformanceQuery) async throws -> [WindowPerformance]

    /// The same by the ground truth that arrived in time, and by all that there is. Engines may answer both in one pass.
    ///
    /// - Parameter within: microseconds after the end of a record's window.
    func performance(_ query: PerformanceQuery, within: Int64) async throws -> TimelyPerformance

    /// The same for each of some slices of the records. Engines may join records and ground truth once for all of them.
    ///
    /// - Parameter within: `nil` where all ground truth counts as in time.
    /// - Throws: what `filtered` throws for a slice that does not fit.
    func performance(_ query: PerformanceQuery, within: Int64?, in slices: [Slice]) async throws -> [TimelyPerformance]

    /// How predictions turned out in each window that has any ground truth: counts for all records, then for each slice. One pass over the columns
    /// concerned.
    ///
    /// - Throws: what `filtered` throws for a slice that does not fit.
    func outcomes(_ query: OutcomeQuery) async throws -> [WindowOutcomes]

    /// How long after their event records or their ground truth arrived, in each window that has any; those without one of
    /// the times are left out. One pass over the columns concerned; memory for the different delays of each window.
    func delays(_ query: DelayQuery, by windowing: Windowing) async throws -> [WindowDelays]

    /// How many records of each window repeat others; windows without any, and records without a readable time, are left out. One pass over the
    /// columns concerned, two where the reach is all; memory for the different records of which some are told apart by a hash of 64 bits.
    func repeats(_ query: RepeatQuery) async throws -> [WindowRepeats]

    /// How often values of a column that should be unique are repeated. One pass over the column.
    func identity(of column: String, in relation: Relation) async throws -> IdentityCounts

    /// For each column the most frequent values that do not fit: texts that are no number in a numeric column, times
    /// that cannot be read, values outside the dictionary in a categorical one; at most `limit`, most frequent first.
    func misfits(of columns: [BinnedColumn], in relation: Relation, limit: Int) async throws -> [[Misfit]]

    /// The finite values of a numeric column in each window, for exact tests. Memory for all of them.
    func values(of column: String, in relation: Relation, by windowing: Windowing) async throws -> [WindowValues]

    /// At most `limit` records of each window, those that come first in `SamplingOrder`, in the order of the relation: for what looks at
    /// several columns at once. One pass over the columns concerned, one more over the windows; memory for what is returned.
    func rows(of columns: [CountedColumn], in relation: Relation, by windowing: Windowing, limit: Int) async throws -> [WindowRows]

    /// All records whose ground truth is known, as small codes: a byte for each column, and 32 bytes more. One pass over the columns concerned;
    /// memory for what is returned.
    func codedRows(_ query: CodedRowsQuery) async throws -> CodedRows

    /// The predictions of several versions for the same records, side by side. One pass over the columns concerned of each version; memory for one
    /// row of numbers for each record.
    ///
    /// - Throws: what `filtered` throws for a slice that does not fit.
    func versions(_ query: VersionsQuery) async throws -> VersionsRows
}

extension Store {
    /// A sample with all columns.
    package func sample(of relation: Relation, rows: Int) async throws -> Relation {
        try await sample(of: relation, rows: rows, columns: nil)
    }

    /// The delays of all records together.
    package func delays(_ query: DelayQuery) async throws -> DelayCounts {
        try await delays(query, by: .whole).first?.delays ?? DelayCounts(unit: query.unit, entries: [])
    }
}

/// A store whose engine reads data files.
package protocol FileStore: Store {
    /// Makes files readable as one relation, columns matched by name.
    ///
    /// - Throws: `StoreError` of kind `badInput` naming the file, and line and column where the engine knows them.
    func open(_ files: FileSet) async throws -> Relation
}

/// Reads data files for stores whose engine does not.
package protocol FileReader: Sendable {
    /// Reads files as one table, in order, never all in memory.
    ///
    /// - Parameter take: is given the table, whose `id` means nothing to others, and what gives the next rows: about as many
    ///   as are asked for, `nil` at the end.
    /// - Throws: as `FileStore.open`.
    func read(
        _ files: FileSet, _ take: (_ table: Relation, _ next: (_ rows: Int) async throws -> Batch?) async throws -> Void
    ) async throws
}
