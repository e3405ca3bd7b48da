extension RandomAccessCollection where Index == Int {
    /// Parts of at most `size` elements, in order.
    package func parts(of size: Int) -> [SubSequence] {
        stride(from: startIndex, to: endIndex, by: size).map { self[$0..<Swift.min($0 + size, endIndex)] }
    }
}

/// Columns that are asked for in one statement: a table of usual width takes one, and the plan and the memory for one of
/// thousands stay small.
package let columnsPerPass = 100
