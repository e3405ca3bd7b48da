extension [Double] {
    /// The first place of a sorted list from which on `isBeyond` holds; the count where it holds nowhere. O(log n).
    package func partition(_ isBeyond: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
