import Foundation
import Testing

/// A table as NannyML's documentation prints it.
struct DocumentedTable: Decodable, Sendable {
    enum Cell: Decodable, Sendable, Equatable {
        case number(Double)
        case flag(Bool)
        case text(String)
        case none

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .none
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var number: Double? { if case .number(let value) = self { value } else { nil } }
        var text: String? { if case .text(let value) = self { value } else { nil } }
    }

    struct Parameters: Decodable, Sendable {
        var chunk_size: Int?
        var business_value_matrix: [[Double]]?
    }

    let id: String
    let dataset: String
    let parameters: Parameters
    let columns: [String]
    let rows: [[Cell]]

    private struct File: Decodable {
        let tables: [DocumentedTable]
    }

    static func named(_ id: String) throws -> DocumentedTable {
        let file = try JSONDecoder().decode(File.self, from: try Data(contentsOf: SharedData.figures))
        return try #require(file.tables.first { $0.id == id }, "no table \(id)")
    }

    /// The names before `.value`.
    var series: [String] {
        columns.filter { $0.hasSuffix(".value") }.map { String($0.dropLast(".value".count)) }
    }

    /// The cells of one row by column.
    func cells(_ row: [Cell]) -> [String: Cell] {
        Dictionary(zip(columns, row)) { first, _ in first }
    }
}

/// Whether a figure printed with six significant digits is what `value` would be printed as.
func agrees(_ value: Double, _ printed: Double) -> Bool {
    let unit = printed == 0 ? 0 : pow(10, floor(log10(abs(printed))) - 5)
    return abs(value - printed) <= unit / 2 + 1e-12
}
