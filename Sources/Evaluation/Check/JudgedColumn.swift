internal import Store

/// A column with what its windows are held against, and by which rules.
struct JudgedColumn {
    let plan: ColumnBinning.Plan
    let reference: BinnedCounts
    let rules: any Rules
    /// Columns that are judged in each window.
    let comparisons: Int
}
