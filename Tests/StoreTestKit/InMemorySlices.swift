package import Domain
package import Store

extension InMemoryStore {
    package func filtered(_ relation: Relation, by slice: Slice) async throws -> Relation {
        // For its complaints only: the slice is then read as it was written.
        _ = try relation.checked(slice)
        var table = try table(relation)
        let all = table
        table.rows = try all.rows.indices.filter { try all.holds(slice.expression, in: $0) }.map { all.rows[$0] }
        return keep(table, named: relation.name)
    }
}

extension InMemoryStore.Table {
    func holds(_ expression: Slice.Expression, in row: Int) throws -> Bool {
        switch expression {
        case .or(let parts): try parts.contains { try holds($0, in: row) }
        case .and(let parts): try parts.allSatisfy { try holds($0, in: row) }
        case .not(let part): try !holds(part, in: row)
        case .test(let test): try cell(test.column.name, row).satisfies(test.condition)
        }
    }

    private func cell(_ name: String, _ row: Int) throws -> Cell {
        guard let place = columns.firstIndex(where: { $0.name == name }) else {
            throw StoreError(.badInput, "no column '\(name)'")
        }
        return rows[row][place]
    }
}

extension Cell {
    fileprivate func satisfies(_ condition: SliceCondition<SliceLiteral>) -> Bool {
        switch condition {
        case .isTrue: self == .boolean(true)
        case .isNull: isNull
        case .isNaN: if case .double(let number) = self { number.isNaN } else { false }
        case .compares(let comparison, let literal):
            order(to: literal).map { order in
                switch comparison {
                case .equal: order == 0
                case .notEqual: order != 0
                case .less: order < 0
                case .lessOrEqual: order <= 0
                case .greater: order > 0
                case .greaterOrEqual: order >= 0
                }
            } ?? false
        case .isIn(let literals): literals.contains { order(to: $0) == 0 }
        case .isNotIn(let literals): literals.allSatisfy { order(to: $0).map { $0 != 0 } ?? false }
        case .isBetween(let low, let high): (order(to: low) ?? -1) >= 0 && (order(to: high) ?? 1) <= 0
        case .contains(let literal): bytes(literal).map { text?.contains($0) ?? false } ?? false
        case .startsWith(let literal): bytes(literal).map { text?.starts(with: $0) ?? false } ?? false
        }
    }

    /// Below, at or above 0; `nil` where there is nothing to compare.
    private func order(to literal: SliceLiteral) -> Int? {
        switch (self, literal.value) {
        case (.boolean(let one), .boolean(let other)): sign(one ? 1 : 0, other ? 1 : 0)
        case (.integer(let one), .integer(let other)): sign(one, other)
        case (.integer(let one), .double(let other)): sign(Double(one), other)
        case (.double(let one), .integer(let other)): one.isNaN ? nil : sign(one, Double(other))
        case (.double(let one), .double(let other)): one.isNaN ? nil : sign(one, other)
        case (.text(let one), .text(let other)): sign(one, Bytes(other))
        case (.timestamp(let one), .text(let other)): TimeText.microseconds(other).map { sign(one, $0) }
        default: nil
        }
    }

    private func sign<Value: Comparable>(_ one: Value, _ other: Value) -> Int { one < other ? -1 : one > other ? 1 : 0 }

    private var text: [UInt8]? { if case .text(let bytes) = self { Array(bytes.text.utf8) } else { nil } }

    private func bytes(_ literal: SliceLiteral) -> [UInt8]? {
        if case .text(let text) = literal.value { Array(text.utf8) } else { nil }
    }
}
