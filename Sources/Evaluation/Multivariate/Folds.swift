/// Rows dealt out into parts, of which each is judged by what was learned from the others.
struct Folds {
    /// The fold of each row.
    let places: [Int]
    let count: Int

    /// Each class in the rows' order, cut into stretches, as scikit-learn's `StratifiedKFold` without shuffling does.
    ///
    /// - Parameter labels: the class of each row.
    init(stratified labels: [Bool], count: Int) {
        var places = [Int](repeating: 0, count: labels.count)
        // Classes in the order in which they first come.
        var start = 0
        for label in [labels.first ?? false, !(labels.first ?? false)] {
            let rows = labels.indices.filter { labels[$0] == label }
            var row = 0
            for fold in 0..<count {
                // Of sorted rows, every count-th from the fold's number on.
                let size = (start..<(start + rows.count)).count { $0 % count == fold }
                for place in rows[row..<(row + size)] { places[place] = fold }
                row += size
            }
            start += rows.count
        }
        self.places = places
        self.count = count
    }

    func rows(in fold: Int) -> [Int] { places.indices.filter { places[$0] == fold } }
    func rows(outOf fold: Int) -> [Int] { places.indices.filter { places[$0] != fold } }
}
