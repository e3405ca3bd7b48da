internal import Domain
internal import Store

/// Columns of vectors, such as embeddings: lists of numbers, all of one length.
struct Embeddings {
    let store: any Store

    /// Rows by which a column is known as one of vectors.
    private static let sampleRows = 200
    /// Shorter lists are rather a pair of something.
    private static let leastLength = 3
    /// Lists in a thousand texts are no column of lists.
    private static let leastShare = 0.9

    /// Those among columns that are neither numbers nor categories; a list is a type of its own in Parquet files and a text everywhere else.
    func columns(_ schema: ModelSchema, in baseline: Relation) async throws -> [String] {
        let candidates = schema.columns.filter { column in
            let isOpen = column.role == .feature && column.type == .text || column.role == .ignored && column.type == nil && column.origin != .set
            return isOpen && baseline.column(column.name) != nil
        }.map { CountedColumn($0.name, .categorical) }
        guard !candidates.isEmpty else { return [] }
        guard let rows = try await store.rows(of: candidates, in: baseline, by: .whole, limit: Self.sampleRows).first else { return [] }
        return candidates.indices.filter { place in
            let cells = rows.columns[place].categories.compactMap(\.self)
            return Self.length(of: cells).map { $0 >= Self.leastLength } ?? false
        }.map { candidates[$0].name }
    }

    /// What most cells' lists have; `nil` where most cells are no lists.
    private static func length(of cells: [String]) -> Int? {
        var counts: [Int: Int] = [:]
        for cell in cells { if let vector = vector(cell) { counts[vector.count, default: 0] += 1 } }
        guard let (length, count) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), Double(count) >= leastShare * Double(cells.count)
        else { return nil }
        return length
    }

    /// Vectors of the same length as most; cells that are missing or hold anything else are left out.
    static func vectors(_ cells: WindowRows.Cells, length: Int? = nil) -> [[Double]] {
        let texts = cells.categories.compactMap(\.self)
        guard let length = length ?? Self.length(of: texts) else { return [] }
        return texts.compactMap { vector($0, length: length) }
    }

    private static func vector(_ text: String, length: Int) -> [Double]? { vector(text).flatMap { $0.count == length ? $0 : nil } }

    /// `[0.1, -2e-3, 5]`; `nil` for anything else, and where a number is not finite.
    private static func vector(_ text: String) -> [Double]? {
        let text = text.utf8
        guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else { return nil }
        var numbers: [Double] = []
        for part in text.dropFirst().dropLast().split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == UInt8(ascii: " ") }
            guard let number = Double(Substring(trimmed)), number.isFinite else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
