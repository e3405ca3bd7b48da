/// NannyML's methods of univariate drift, by its own names.
package enum NannyMLMethod: String, Sendable, Hashable, CaseIterable {
    /// The default for all columns.
    case jensenShannon = "jensen_shannon"
    case kolmogorovSmirnov = "kolmogorov_smirnov"
    case wasserstein
    case hellinger
    case chiSquare = "chi2"
    case lInfinity = "l_infinity"

    package static let continuous: [Self] = [.jensenShannon, .kolmogorovSmirnov, .wasserstein, .hellinger]
    package static let categorical: [Self] = [.jensenShannon, .chiSquare, .lInfinity, .hellinger]

    /// What a threshold is cut at; that of the other distances is open above.
    package var highest: Double? { self == .kolmogorovSmirnov ? 1 : nil }
}

/// A method fitted on a reference: tells of each chunk how far it is from it, and whether that is an alert.
///
/// Source: NannyML 0.13.1, `drift/univariate/methods.py`. The threshold is the mean plus three population standard deviations of the distances
/// between the reference's own chunks and the whole reference, which contains them; chi-square alerts at p < 0.05 instead. Missing values are
/// left out before.
package struct NannyMLDetector<Column: NannyMLColumn>: Sendable {
    package let method: NannyMLMethod
    package let column: Column
    /// Of the reference's chunks; `nil` for those without values.
    package let referenceValues: [Double?]
    /// `nil` for chi-square.
    package let threshold: Double?

    /// - Parameter chunks: the reference in chunks; all of them together are what is compared with.
    /// - Returns: `nil` for a reference without values, or a method that is not for such columns.
    package init?(_ method: NannyMLMethod, chunks: [Column.Chunk]) {
        guard let column = Column(chunks: chunks) else { return nil }
        self.init(method, column: column, chunks: chunks)
    }

    /// With a column that was made of these chunks, for several methods.
    ///
    /// - Returns: `nil` for a method that is not for such columns.
    package init?(_ method: NannyMLMethod, column: Column, chunks: [Column.Chunk]) {
        guard Column.methods.contains(method) else { return nil }
        self.method = method
        self.column = column
        referenceValues = chunks.map { column.value(method, of: $0) }
        threshold =
            method == .chiSquare ? nil : NannyMLThreshold(reference: referenceValues, lowest: 0, highest: method.highest)?.upper
    }

    /// - Returns: `nil` for a chunk without values.
    package func verdict(_ chunk: Column.Chunk) -> PeerVerdict? {
        guard let value = column.value(method, of: chunk) else { return nil }
        let isAlert = method == .chiSquare ? column.chiSquareAlerts(chunk) : threshold.map { value > $0 } ?? false
        return PeerVerdict(method: method.rawValue, value: value, threshold: threshold, isAlert: isAlert)
    }
}

/// A reference as NannyML's methods keep it.
package protocol NannyMLColumn: Sendable {
    associatedtype Chunk: Sendable
    static var methods: [NannyMLMethod] { get }
    /// - Returns: `nil` when no chunk has values.
    init?(chunks: [Chunk])
    /// - Returns: `nil` for a chunk without values, or a method that is not for such columns.
    func value(_ method: NannyMLMethod, of chunk: Chunk) -> Double?
    func chiSquareAlerts(_ chunk: Chunk) -> Bool
}
