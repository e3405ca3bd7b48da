internal import Domain
internal import Statistics
internal import Store

/// A column that slices may be made of, as records are read: finely, to be made coarser once losses are known.
struct SliceColumn: Sendable {
    var stored: StoredColumn
    var coded: CodedColumn
}

/// Chooses the columns that slices may be made of, and their fine codes.
struct SliceColumns {
    let store: any Store
    /// Cuts of a column of numbers at most, about as many records between any two of them.
    private static let cutCount = 59
    /// Categories that are told apart; the most frequent ones.
    private static let categoryLimit = 200
    /// Records that cuts are taken from.
    private static let sampleRows = TypeInference.sampleRows

    /// - Parameter wanted: `nil` for all features and tags.
    func columns(_ schema: ModelSchema, wanted: [String]?, input: SliceDiscoveryInput, notes: inout [String]) async throws -> [SliceColumn] {
        let candidates = schema.columns.filter { column in
            guard let wanted else { return column.role == .feature || column.role == .tag || column.role == .modelVersion }
            return wanted.contains(column.name)
        }
        for name in wanted ?? [] where input.current.column(name) == nil {
            let known = input.current.columns.map(\.name).joined(separator: ", ")
            throw EvaluationError("--columns: \(input.current.name) has no column '\(name)'; it has: \(known)")
        }
        var numeric: [StoredColumn] = []
        var others: [(StoredColumn, isText: Bool)] = []
        var leftOut: [String] = []
        for column in candidates {
            guard let stored = input.current.column(column.name) else { continue }
            if let earlier = input.earlier, earlier.column(column.name)?.type != stored.type {
                leftOut.append(column.name)
                continue
            }
            switch (stored.type, column.type) {
            case (.double, .numeric), (.integer, .numeric): numeric.append(stored)
            case (.timestamp, _), (.other, _): if wanted != nil { leftOut.append(column.name) }
            case (.double, _), (.integer, _), (.boolean, _), (.text, _): others.append((stored, column.type == .text))
            }
        }
        if !leftOut.isEmpty {
            notes.append(
                "Left out, because slices are not made of such columns, or the earlier records hold another type: "
                    + leftOut.joined(separator: ", ") + ".")
        }
        let texts = others.filter(\.isText).map { "'\($0.0.name)'" }
        if !texts.isEmpty {
            notes.append(
                "Looked at as free text, so that slices only tell where it is missing: \(texts.joined(separator: ", ")). A column of numbers stands here where a "
                    + "cell of it is none, such as 'n/a': leave such cells empty.")
        }
        var result = try await categories(others, in: input.current)
        if !numeric.isEmpty {
            result += try await store.usingSample(of: input.current, rows: Self.sampleRows, columns: numeric.map(\.name)) { try await numbers(numeric, in: $0) }
        }
        // In the order of the file, whatever they hold.
        return input.current.columns.compactMap { column in result.first { $0.stored.name == column.name } }
    }

    private func numbers(_ columns: [StoredColumn], in sample: Relation) async throws -> [SliceColumn] {
        let counted = columns.map { CountedColumn($0.name, .numeric) }
        let steps = (0...Self.cutCount + 1).map { Double($0) / Double(Self.cutCount + 1) }
        let quantiles = try await store.quantiles(of: counted, in: sample, at: steps)
        return zip(columns, quantiles).map { column, quantiles in
            // A column without a second value still has missing cells.
            let cuts = ReadableCuts.between(quantiles, areWhole: column.type == .integer)
            return SliceColumn(stored: column, coded: CodedColumn(column.name, .cuts(cuts.isEmpty ? [quantiles.first ?? 0] : cuts)))
        }
    }

    private func categories(_ columns: [(StoredColumn, isText: Bool)], in current: Relation) async throws -> [SliceColumn] {
        let counted = columns.filter { !$0.isText }.map { CountedColumn($0.0.name, .categorical) }
        let tables = try await store.categories(of: counted, in: current, limit: Self.categoryLimit)
        let known = Dictionary(zip(counted.map(\.name), tables)) { first, _ in first }
        return columns.map { column, _ in
            SliceColumn(stored: column, coded: CodedColumn(column.name, .categories(known[column.name]?.entries.map(\.value) ?? [])))
        }
    }
}

/// Cuts between values that people can read.
enum ReadableCuts {
    /// Doubles hold all whole numbers up to here. Above they would part whole numbers in other places than slices do.
    private static let wholeLimit = 0x1p53

    /// - Parameters:
    ///   - quantiles: rising; equal neighbours are a value of many records, right above which a cut is made.
    ///   - areWhole: whether all values are whole numbers; so are cuts then, and where all quantiles are.
    static func between(_ quantiles: [Double], areWhole: Bool = false) -> [Double] {
        let isLimited = areWhole
        let areWhole = areWhole || quantiles.allSatisfy { $0.rounded() == $0 }
        var cuts: [Double] = []
        for place in quantiles.indices.dropFirst() where quantiles[place] > quantiles[place - 1] {
            let (low, high) = (quantiles[place - 1], quantiles[place])
            let isFrequent = place > 1 && quantiles[place - 2] == low
            let cut: Double =
                switch (areWhole, isFrequent) {
                case (true, true): low + 1
                case (true, false): shortCut(above: low, upTo: high).rounded(.up)
                case (false, true): shortCut(above: low, upTo: low + (high - low) / 64)
                case (false, false): shortCut(above: low, upTo: high)
                }
            if cut > cuts.last ?? -.infinity, cut <= high, !isLimited || abs(cut) <= wholeLimit { cuts.append(cut) }
        }
        return cuts
    }
}
