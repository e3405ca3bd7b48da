extension Simulation {
    /// Makes all rows of a segment on several threads and hands them to `use` in order.
    ///
    /// Memory is bounded: at most two slabs more than `width` exist at a time.
    ///
    /// - Parameters:
    ///   - slabRows: rows made at a time; has no influence on the rows.
    ///   - width: slabs made at the same time.
    package func forEachSlab(
        of segment: Segment, slabRows: Int = 50_000, width: Int, _ use: (Slab) async throws -> Void
    ) async throws {
        precondition(slabRows > 0 && width > 0, "slabs have rows and at least one is made at a time")
        let total = rowCount(of: segment)
        let ranges = stride(from: 0, to: total, by: slabRows).map { $0..<min($0 + slabRows, total) }
        try await withThrowingTaskGroup(of: (Int, Slab).self) { group in
            var started = 0
            func start() {
                guard started < ranges.count else { return }
                let (number, rows) = (started, ranges[started])
                started += 1
                group.addTask {
                    try Task.checkCancellation()
                    return (number, slab(segment, rows: rows))
                }
            }
            for _ in 0..<(width + 1) { start() }
            var waiting: [Int: Slab] = [:]
            var next = 0
            while let (number, slab) = try await group.next() {
                waiting[number] = slab
                while let slab = waiting.removeValue(forKey: next) {
                    next += 1
                    start()
                    try await use(slab)
                }
            }
        }
    }
}
