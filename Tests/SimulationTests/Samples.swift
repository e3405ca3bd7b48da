import Store

@testable import Simulation

/// All rows of a segment, in one batch.
func records(_ scenario: Scenario, _ segment: Segment = .production) throws -> Batch {
    let simulation = try Simulation(scenario)
    return simulation.slab(segment, rows: 0..<simulation.rowCount(of: segment)).records
}

extension Batch {
    func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    func texts(_ name: String) -> [String] {
        if case .texts(let values) = column(name)?.values { values } else { [] }
    }

    func doubles(_ name: String) -> [Double] {
        if case .doubles(let values) = column(name)?.values { values } else { [] }
    }

    func integers(_ name: String) -> [Int64] {
        switch column(name)?.values {
        case .integers(let values), .timestamps(let values): values
        default: []
        }
    }

    /// What a cell holds, as a text; `nil` for null.
    func cell(_ name: String, _ row: Int) -> String? {
        guard let column = column(name), !column.isNull(row) else { return nil }
        return switch column.values {
        case .booleans(let values): "\(values[row])"
        case .integers(let values), .timestamps(let values): "\(values[row])"
        case .doubles(let values): "\(values[row])"
        case .texts(let values): values[row]
        }
    }

    /// All cells of a row.
    func row(_ row: Int) -> [String?] { columns.map { cell($0.name, row) } }
}
