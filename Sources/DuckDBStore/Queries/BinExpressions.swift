internal import SQLText
internal import Statistics
internal import Store

/// The code of the bin of a number, as in `BinEdges.slot(of:)`, or of why it has none.
///
/// A balanced tree of comparisons: four comparisons for sixteen bins, of which each works on whole vectors. The engine
/// takes null for "not less" and NaN for larger than all numbers, so both end in the rightmost leaf and are told apart
/// there, at no cost for the other rows.
///
/// - Parameters:
///   - value: an expression of type DOUBLE, evaluated many times: a plain column.
///   - raw: the column as stored, when it may hold something that is not a number.
func binCode(of value: SQL, raw: SQL?, edges: BinEdges) -> SQL {
    let last = SQL.literal(edges.last)
    let missing: SQL =
        if let raw {
            "CASE WHEN \(raw) IS NULL THEN \(SQL.literal(CellCode.null)) ELSE \(SQL.literal(CellCode.typeError)) END"
        } else {
            .literal(CellCode.null)
        }
    let below: SQL =
        "CASE WHEN \(value) = '-inf'::DOUBLE THEN \(SQL.literal(CellCode.negativeInfinity)) ELSE 0 END"
    let above: SQL = """
        CASE WHEN \(value) <= \(last) THEN \(edges.binCount) WHEN \(value) IS NULL THEN \(missing) \
        WHEN isnan(\(value)) THEN \(SQL.literal(CellCode.nan)) \
        WHEN \(value) = 'inf'::DOUBLE THEN \(SQL.literal(CellCode.positiveInfinity)) ELSE \(edges.binCount + 1) END
        """
    /// The code for values in `range` of slots: slot i is what lies before edge i, the last is what lies after.
    func tree(_ range: ClosedRange<Int>) -> SQL {
        if range.count == 1 {
            if range.lowerBound == 0 { return below }
            return range.lowerBound == edges.values.count ? above : SQL.literal(Int64(range.lowerBound))
        }
        let middle = (range.lowerBound + range.upperBound) / 2
        return """
            CASE WHEN \(value) < \(SQL.literal(edges.values[middle])) THEN \(tree(range.lowerBound...middle)) \
            ELSE \(tree((middle + 1)...range.upperBound)) END
            """
    }
    return tree(0...edges.values.count)
}
