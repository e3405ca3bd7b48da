extension RandomAccessCollection where Index == Int {
    /// As many elements at even distances, the first one among them; all where there are no more.
    ///
    /// - Precondition: `most >= 0`.
    package func thinned(to most: Int) -> [Element] {
        count <= most ? Array(self) : (0..<most).map { self[startIndex + $0 * count / most] }
    }
}
