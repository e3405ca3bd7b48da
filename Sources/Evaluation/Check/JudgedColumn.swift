internal import Store

/// A column with what its windows are held against, and by which rules.
struct JudgedColumn {
    let plan: ColumnBinning.Plan
    let reference: BinnedCounts
    let rules: any Rules
    /// Columns that are judged in each window.
    let comparisons: Int
    /// What each window is held against where that is not the reference; `nil` in it where there is nothing.
    var own: [BinnedCounts?]?

    /// What a window is held against.
    func reference(ofWindow index: Int) -> BinnedCounts? {
        if let own { own[index] } else { reference }
    }
}
