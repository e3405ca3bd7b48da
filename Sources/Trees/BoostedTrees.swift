internal import CLightGBM

/// Gradient boosted trees, grown by LightGBM from some rows and then asked about others. All calls block.
///
/// Source: Ke, Meng, Finley, Wang, Chen, Ma, Ye, Liu, "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NIPS 2017.
package final class BoostedTrees {
    private let dataset: Dataset
    private var booster: lightgbm_booster?
    private let columnCount: Int

    /// Grows trees.
    ///
    /// - Parameters:
    ///   - labels: one for each row; finite.
    ///   - weights: what each row counts; `nil`: all the same.
    /// - Throws: `TreeError` when there is no row, or a label or weight is not finite; `CancellationError` when the task is
    ///   cancelled, between two trees.
    package init(training table: TreeTable, labels: [Double], weights: [Double]? = nil, settings: TreeSettings) throws {
        silence
        guard table.rowCount > 0 else { throw TreeError("there is no row to grow trees from") }
        guard labels.count == table.rowCount, weights.map({ $0.count == table.rowCount }) ?? true else {
            throw TreeError("\(table.rowCount) rows have \(labels.count) labels and \(weights?.count ?? labels.count) weights")
        }
        guard labels.allSatisfy({ Float($0).isFinite }), weights?.allSatisfy({ Float($0).isFinite && $0 >= 0 }) ?? true else {
            throw TreeError("labels and weights have to be finite, weights not negative")
        }
        let parameters = settings.text(for: table)
        columnCount = table.columns.count
        dataset = try Dataset(table, parameters: parameters)
        try dataset.set("label", to: labels)
        if let weights { try dataset.set("weight", to: weights) }
        try check(LGBM_BoosterCreate(dataset.handle, parameters, &booster))
        for _ in 0..<settings.trees {
            try Task.checkCancellation()
            var isFinished: CInt = 0
            try check(LGBM_BoosterUpdateOneIter(booster, &isFinished))
            if isFinished != 0 { break }
        }
    }

    deinit {
        if let booster { LGBM_BoosterFree(booster) }
    }

    /// A probability or a mean for each row.
    package func predictions(for table: TreeTable) throws -> [Double] {
        try predict(table, ASSAY_LIGHTGBM_PREDICT_NORMAL, valuesPerRow: 1)
    }

    /// Row after row what each column adds to the raw score (log-odds, or the mean), and last the expected raw score, of
    /// which and of all columns together the raw score is the sum.
    ///
    /// Source: TreeSHAP (Lundberg, Erion, Lee, "Consistent individualized feature attribution for tree ensembles", 2018).
    package func contributions(for table: TreeTable) throws -> [Double] {
        try predict(table, ASSAY_LIGHTGBM_PREDICT_CONTRIBUTION, valuesPerRow: columnCount + 1)
    }

    /// How much of the training loss the splits on each column have saved, in the order of columns.
    package func gains() throws -> [Double] {
        var gains = [Double](repeating: 0, count: columnCount)
        try check(LGBM_BoosterFeatureImportance(booster, -1, CInt(ASSAY_LIGHTGBM_IMPORTANCE_GAIN), &gains))
        return gains
    }

    /// Rows of a part that is worth a thread, where each row takes its time.
    private static let rowsOfPart = 1_000

    private func predict<Kind: BinaryInteger & Sendable>(_ table: TreeTable, _ kind: Kind, valuesPerRow: Int) throws -> [Double] {
        guard table.columns.count == columnCount else {
            throw TreeError("trees of \(columnCount) columns cannot judge rows of \(table.columns.count)")
        }
        guard table.rowCount > 0 else { return [] }
        guard valuesPerRow > 1, table.rowCount >= 2 * Self.rowsOfPart else { return try predict(table, 0..<table.rowCount, kind, valuesPerRow) }
        let parts = (table.rowCount + Self.rowsOfPart - 1) / Self.rowsOfPart
        // LightGBM lets any number of threads ask one booster.
        nonisolated(unsafe) let trees = self
        return try atOnce(parts) { part in
            try trees.predict(table, (part * table.rowCount / parts)..<((part + 1) * table.rowCount / parts), kind, valuesPerRow)
        }.flatMap(\.self)
    }

    private func predict<Kind: BinaryInteger>(_ table: TreeTable, _ rows: Range<Int>, _ kind: Kind, _ valuesPerRow: Int) throws -> [Double] {
        var predictions = [Double](repeating: 0, count: rows.count * valuesPerRow)
        var length: Int64 = 0
        try table.values.withUnsafeBufferPointer { values in
            try check(
                LGBM_BoosterPredictForMat(
                    booster, values.baseAddress.map { $0 + rows.lowerBound * columnCount }, CInt(ASSAY_LIGHTGBM_FLOAT64), Int32(rows.count),
                    Int32(columnCount), 1, CInt(kind), 0, -1, "num_threads=\(TreeSettings.threads) verbosity=-1", &length, &predictions))
        }
        guard length == predictions.count else {
            throw TreeError("LightGBM gave \(length) numbers where \(predictions.count) were to be expected")
        }
        return predictions
    }
}

/// Rows as LightGBM keeps them.
private final class Dataset {
    private(set) var handle: lightgbm_dataset?

    init(_ table: TreeTable, parameters: String) throws {
        try check(
            LGBM_DatasetCreateFromMat(
                table.values, CInt(ASSAY_LIGHTGBM_FLOAT64), Int32(table.rowCount), Int32(table.columns.count), 1, parameters, nil, &handle))
    }

    deinit {
        if let handle { LGBM_DatasetFree(handle) }
    }

    func set(_ field: String, to values: [Double]) throws {
        let floats = values.map(Float.init)
        try check(LGBM_DatasetSetField(handle, field, floats, CInt(floats.count), CInt(ASSAY_LIGHTGBM_FLOAT32)))
    }
}

/// Once: LightGBM's warnings go nowhere, as what is wrong comes as an error. (Even "verbosity=-1" lets some through.)
private let silence: Void = {
    _ = LGBM_RegisterLogCallback { _ in }
}()

private func check(_ status: CInt) throws(TreeError) {
    guard status != 0 else { return }
    throw TreeError("LightGBM: \(LGBM_GetLastError().map { String(cString: $0) } ?? "failed without a reason")")
}
