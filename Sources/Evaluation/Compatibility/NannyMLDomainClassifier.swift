internal import Domain
internal import Statistics
package import Store
internal import Trees

/// NannyML's domain classifier: how well boosted trees tell a chunk from the reference, as the ROC AUC of all out-of-fold predictions together.
///
/// LightGBM's defaults (100 trees of 31 leaves), five folds in the rows' order; categories are numbered in the order of their texts. Alerts
/// outside of 0.45 to 0.65.
///
/// Source: NannyML 0.13.1, `drift/multivariate/domain_classifier/calculator.py`.
package enum NannyMLDomainClassifier {
    package static let threshold = NannyMLThreshold(lower: 0.45, upper: 0.65)

    /// A chunk against the whole reference.
    package static func rocAUC(reference: WindowRows, chunk: WindowRows) throws -> Double? {
        let rows = reference.appending(chunk)
        return try rocAUC(rows, isChunk: (0..<rows.count).map { $0 >= reference.count })
    }

    /// A chunk of the reference against the rest of it.
    package static func rocAUC(reference: WindowRows, chunk: Range<Int>) throws -> Double? {
        try rocAUC(reference, isChunk: (0..<reference.count).map(chunk.contains))
    }

    private static func rocAUC(_ rows: WindowRows, isChunk: [Bool]) throws -> Double? {
        // Categories come first, each kind in the order of names, which only breaks ties between splits.
        let table = TreeTable(nannyML: rows)
        let folds = Folds(stratified: isChunk, count: 5)
        var scores = [Double](repeating: 0, count: isChunk.count)
        for fold in 0..<folds.count {
            let (learned, judged) = (folds.rows(outOf: fold), folds.rows(in: fold))
            guard !learned.isEmpty else { return nil }
            let trees = try BoostedTrees(
                training: table.rows(learned), labels: learned.map { isChunk[$0] ? 1 : 0 }, settings: TreeSettings(.binary))
            for (row, score) in zip(judged, try trees.predictions(for: table.rows(judged))) { scores[row] = score }
        }
        let reference = zip(scores, isChunk).filter { !$0.1 }.map(\.0)
        let current = zip(scores, isChunk).filter(\.1).map(\.0)
        return TwoSamples(reference: reference, current: current)?.ties.probabilityOfLargerCurrent
    }
}

extension TreeTable {
    /// Rows with categories as numbers in the order of their texts; missing ones are the last category.
    fileprivate init(nannyML rows: WindowRows) {
        var (coded, plain): ([[Double]], [[Double]]) = ([], [])
        for cells in rows.columns {
            switch cells {
            case .numbers(let values): plain.append(values)
            case .categories(let values):
                let known = Set(values.compactMap(\.self)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                let codes = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Double($0)) })
                coded.append(values.map { $0.flatMap { codes[$0] } ?? Double(known.count) })
            }
        }
        let columns = coded + plain
        self.init(
            columns: columns.indices.map { "c\($0)" }, categorical: Array(coded.indices),
            values: (0..<rows.count).flatMap { row in columns.map { $0[row] } })
    }
}
