internal import Domain

/// A kind of evidence that a hypothesis may leave unexplained, or a price of what it holds to be. Each has a weight; see docs/diagnosis.md.
enum Weight: String, Sendable, CaseIterable {
    // MARK: Evidence, for each unit of it

    /// A chi-square of columns beyond chance.
    case shift
    /// The same of outcomes: beside what does not speak of them; where customers are held to be others; and where a column is held to be broken, both of
    /// which move outcomes.
    case outcome, outcomeOfCustomers, outcomeOfBroken
    /// The same of how columns go together.
    case relation
    /// Shares that are taken as they are: the logarithm of the number of records, of each.
    case freeShares
    /// That fewer records come: `DiagnosisCase.fewer`.
    case fewer
    /// A rate of records that is not the usual one: squared standard errors beyond one, and what leans to it.
    case rate
    /// That scores stayed where the truth's shares would have moved them, or moved so: the log-likelihood's favour.
    case scores
    /// That a version does no harm, by its labels: the logarithm of how many times as likely that is.
    case harmless
    /// Days between a version's first record and the onset, beyond one.
    case distance
    /// New records that differ in nothing else: `NewRecords.likeness`.
    case likeness

    // MARK: Alerts

    /// One about records (volume, repeats, lateness) that lasts, and one that does not, where that is not what failed.
    case lastingSignal, passingSignal
    /// A kind of alert about columns that lasts, where nothing is held to have failed; and of alerts about performance, which healthy months have hardly any of.
    case lastingAlert, lastingOutcome
    /// A change of candidates' disagreement; where customers are held to be others, who move it, too.
    case disagreement, disagreementOfCustomers

    // MARK: What anything costs that failed

    /// That anything did; and more where what was alerted is over.
    case failure, passing
    /// A new version at the time of a failure that is not its own.
    case released
    /// That a column repeats the value of the record before, where that is not what failed; of two columns at most.
    case held
    /// That a column no longer goes together with the others, or in part, where customers are held to be others; or that it does, where it is held to be of other records.
    case related
    /// That errors go with a column's values some records later.
    case lag

    // MARK: What a hypothesis holds to be

    case conceptDrift, labelShift, modelRegression, recordsAsSuch, lostSlice
    /// A relation that is held to be gone though outcomes are as good as before; though the version before is as good as it was; a version that is held to be
    /// worse though neither labels nor candidates show it; though the version before has become as bad.
    case outcomesAsBefore, oldIsGood, nothingOfVersion, oldIsBad
    /// Shares that rise or fall steadily with a column's values, in whatever way; in a straight line; by the column itself, which others may follow or not.
    case steadily, tilted, alone
    case drift
    /// A slice: of a value; with a limit between numbers.
    case slice, sliceOfNumbers
    case newSegment
    /// What breaks a column: see `MechanismSearch`.
    case typeErrors, missing, filled, filledSomehow, newText, repetition, spike, spikeOfAll, transformed, freeTransformation, spelling, newCodes, matchedShares,
        otherShares, beside
    case swapped, pool, lagged, torn
    /// A column that moved beside a source that repeats itself.
    case besideStale
}

extension Weight {
    /// As reports write it.
    var name: String { SnakeCase.text(of: rawValue) }

    /// By reasoning: weights learned from 480 cases were no better on cases that they were not learned from (Benchmarks/RootCause/weights.py).
    var value: Double {
        switch self {
        case .shift, .freeShares: 0.15
        case .outcome: 0.3
        case .outcomeOfCustomers: 0.03
        case .outcomeOfBroken: 0.003
        case .relation: 0.1
        case .fewer, .rate, .harmless, .distance, .likeness: 1
        case .scores: 0.6
        case .lastingSignal: 8
        case .passingSignal: 0.5
        case .lastingAlert: 1.5
        case .disagreement, .lastingOutcome: 3
        case .disagreementOfCustomers: 1
        case .failure: 3
        case .passing: 4
        case .released: 4
        case .held, .related: 5
        case .lag: 20
        case .conceptDrift, .modelRegression, .recordsAsSuch, .lostSlice, .drift, .typeErrors, .filled, .spikeOfAll, .spelling, .otherShares: 0
        case .labelShift: 1
        case .outcomesAsBefore: 12
        case .oldIsGood, .nothingOfVersion: 8
        case .oldIsBad: 10
        case .steadily: 6
        case .tilted, .alone, .filledSomehow, .pool, .lagged, .torn, .besideStale: 2
        case .slice: 1.5
        case .sliceOfNumbers: 2.5
        case .missing, .newText, .newSegment, .repetition, .transformed, .freeTransformation, .swapped: 1
        case .spike: 3
        case .newCodes, .matchedShares, .beside: 4
        }
    }

    /// How many times as likely is what leaves one square root of a unit less unexplained: its logarithm.
    static let sharpness = 3.0
}
