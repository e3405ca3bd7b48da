package import Domain

/// A store in which records live: predictions with their inputs, ground truth whenever it comes, and the documents
/// that say what they mean.
///
/// Promises, tested on every engine: what a method has returned for is durable. A request is applied whole or not at
/// all. A record that is sent again, or corrected, takes the place of the earlier one for all readers, who can still
/// ask what was known before. Rows are only ever added.
package protocol RecordStore: Store {
    // MARK: Sharing

    /// Whether other processes may use the store at the same time.
    var isShared: Bool { get }

    /// Whether this process does what only one of those that share the store may: deleting rows and summing them up.
    func isLeader() async throws -> Bool

    /// Does what others that share the store wait for, where this process is the one to do it. To be called often.
    func attend() async throws

    // MARK: Documents

    /// Adds a newer version of a document, or its deletion.
    ///
    /// - Parameter body: JSON; `nil` deletes.
    func write(_ kind: Document.Kind, named name: String, body: String?, by author: String) async throws -> Document

    /// The documents of a kind as they are now, without deleted ones, in the order of their names' UTF-8 bytes.
    func documents(of kind: Document.Kind) async throws -> [Document]

    /// All versions of a kind's documents, newest first; of one name, or of all.
    func history(of kind: Document.Kind, named name: String?, limit: Int) async throws -> [Document]

    // MARK: Tables

    /// The tables of all models.
    func recordTables() async throws -> [RecordTables]

    /// Makes the tables of a new model.
    func makeRecordTables(for model: String) async throws -> RecordTables

    /// Adds columns to a model's records. Earlier records have null there.
    func addColumns(_ columns: [(name: String, type: RecordTables.ValueType)], to tables: RecordTables) async throws -> RecordTables

    /// Deletes a model's tables with all that is in them.
    func dropRecordTables(_ tables: RecordTables) async throws

    // MARK: Records in

    /// Reads rows, which are not durable yet. `release` them in any case.
    ///
    /// - Parameters:
    ///   - known: names whose values' type need not be found out.
    ///   - numbers: those among them that are to be numbers, which are read as such at once where all are.
    func stage(_ source: StagingSource, known: Set<String>, numbers: Set<String>) async throws -> StagedRows

    /// What can be asked about staged rows.
    var stagingStore: any RecordStore { get }

    /// Adds staged rows to their tables: all insertions, or none. Durable on return.
    ///
    /// - Returns: for each insertion what became of its requests.
    func insert(_ insertions: [Insertion]) async throws -> [[Int: InsertionOutcome]]

    // MARK: Records out

    /// The records of a model that hold: of several with the same identity, environment and version the last to arrive.
    /// Later arrivals do not show.
    func records(of tables: RecordTables, where selection: RecordSelection) async throws -> Relation

    /// The ground truth that holds: of several for one identity the last to arrive.
    ///
    /// - Parameter mark: how far to look in the order of arrival; `nil` for everything that has come.
    func actuals(of tables: RecordTables, asOf: Timestamp?, mark: ArrivalMark?) async throws -> Relation

    /// Cells of these records that did not fit their columns and are null there, by window and column; none with none.
    func misfits(among records: Relation, of tables: RecordTables, by windowing: Windowing) async throws -> [WindowMisfits]

    /// Gives back what a relation needs; the relation cannot be used any more. Relations of files and of `makeRelation`
    /// lose their rows.
    func release(_ relation: Relation) async throws

    /// Some rows of a relation, each as the text of a JSON object. Numbers that JSON has not are the texts `NaN`,
    /// `Infinity` and `-Infinity`.
    ///
    /// - Parameter order: `nil` for the order of arrival.
    func rows(of relation: Relation, in order: RowOrder?, from offset: Int, limit: Int) async throws -> [String]

    /// Writes the rows of a relation into a file, in the order of their arrival, by the engine itself. The file is there
    /// whole or not at all; one that has the name goes.
    ///
    /// - Returns: how many rows.
    func export(_ relation: Relation, to path: String, as format: ExportFormat) async throws -> Int

    // MARK: Keeping

    /// Deletes rows for good, from records, ground truth, and what is kept of cells that did not fit, all or none.
    ///
    /// What was written on disk may stay there, unreachable, until the store is written anew: `backUp(to:)`.
    ///
    /// - Parameter isTrial: whether to count only.
    func delete(_ deletion: Deletion, from tables: RecordTables, isTrial: Bool) async throws -> DeletionCounts

    /// Writes the whole store, as it is at one moment, into a new file, which is there whole or not at all. Others may
    /// read and write meanwhile; what was deleted is not in it.
    func backUp(to path: String) async throws

    /// Gives back memory that is only held to answer sooner. For when nothing is asked: a question that comes meanwhile
    /// may not get the memory it needs.
    func rest() async throws

    /// Reads everything and looks for what cannot be.
    func verify() async throws -> StoreCheck

    // MARK: Roll-ups

    /// How far rows have come in the order of their arrival: what all readers see now.
    func arrivals(of tables: RecordTables) async throws -> ArrivalMark

    /// What has come since the model's roll-ups were last changed, or everything when they were made by another plan;
    /// `nil` when they are up to date. A long backlog comes in several stretches.
    func pendingRollups(of tables: RecordTables, by plan: RollupPlan) async throws -> PendingRollups?

    /// Changes a model's roll-ups, all or nothing. When they were made by another plan, all that was there goes; but where
    /// records were too old to be kept, it stays when the plan is that one with more columns at its end, of which it says
    /// nothing.
    func change(_ change: RollupChange, rollupsOf tables: RecordTables, by plan: RollupPlan) async throws

    /// Hours that are written down in more than so many pieces of one environment and version.
    func hoursInPieces(of tables: RecordTables, moreThan pieces: Int) async throws -> Set<Int64?>

    /// Deletes what is summed up of hours before this one, for good.
    ///
    /// - Parameter isTrial: whether to count only.
    /// - Returns: how many hours.
    func deleteRollups(of tables: RecordTables, before hour: Int64, isTrial: Bool) async throws -> Int

    /// The hour before which records were too old to be kept, so that their roll-ups are all that is left; `nil` when none
    /// were deleted for their age.
    func firstKeptHour(of tables: RecordTables) async throws -> Int64?

    /// Days that have hours and are not summed up as a whole.
    func daysInHours(of tables: RecordTables) async throws -> [RolledDay]

    /// The first and the last hour of each environment and version that are written down; `nil` where no record has a
    /// readable time.
    func rolledHours(of tables: RecordTables) async throws -> [PendingRollups.Group: ClosedRange<Int64>?]

    /// Forgets a model's roll-ups, so that they are made anew from the rows.
    func dropRollups(of tables: RecordTables) async throws

    /// What is written down of some hours, in no order; an hour may be in several pieces.
    func rollups(of tables: RecordTables, where selection: RollupSelection, plan: RollupPlan) async throws -> [Rollup]
}

extension RecordStore {
    package var stagingStore: any RecordStore { self }

    package var isShared: Bool { false }

    package func isLeader() async throws -> Bool { true }

    package func attend() async throws {}

    /// Waits until this process may do what only one may: another that was stopped just now holds the right for a while.
    package func mayLead() async throws -> Bool {
        for _ in 0..<50 {
            if try await isLeader() { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }

    /// The ground truth that holds now, or held then.
    package func actuals(of tables: RecordTables, asOf: Timestamp? = nil) async throws -> Relation {
        try await actuals(of: tables, asOf: asOf, mark: nil)
    }
}
