internal import Domain

/// When the rows of a segment come: hour by hour a random number around the rhythm of day and week, and within an hour
/// at random moments. Any row's time can be found without those of earlier hours.
struct Schedule: Sendable {
    /// Hours since 1970 of the segment's first hour.
    let firstHour: Int
    /// Rows before each hour, and at the end the number of all rows.
    let rowsBefore: [Int]
    private let seed: UInt64
    private let stream: UInt64

    var rowCount: Int { rowsBefore.last ?? 0 }

    init(start: Timestamp, hours: Int, rows: Int, segment: Segment, seed: UInt64, overdispersed: Bool) {
        firstHour = Int(start.microseconds.quotient(flooringBy: microsecondsPerHour))
        self.seed = seed
        stream = Stream.arrivals << 8 + segment.rawValue
        let first = firstHour
        let weights = (0..<hours).map { hour in
            Self.volume(hour: first + hour, seed: seed, overdispersed: overdispersed)
        }
        var random = Splits(random: RowRandom(seed: seed, stream: Stream.volume, row: Int(segment.rawValue)))
        var before = [0]
        random.divide(rows, among: weights[...]) { before.append((before.last ?? 0) + $0) }
        rowsBefore = before
    }

    /// Relative volume of an hour: quiet nights, a plateau from morning to evening, fewer at weekends.
    private static func volume(hour: Int, seed: UInt64, overdispersed: Bool) -> Double {
        let moment = Moment(hour: hour, seed: seed, overdispersed: false)
        let rhythm = hourly[moment.hourOfDay] * daily[moment.dayOfWeek]
        guard overdispersed else { return rhythm }
        return rhythm * portableExp(0.2 * RowRandom(seed: seed, stream: Stream.volume, row: hour).normal(.receipt))
    }

    private static let hourly: [Double] = [
        1.5, 0.9, 0.7, 0.6, 0.7, 1.2, 2.6, 4.4, 6.1, 7.3, 7.9, 7.9, 7.6, 7.7, 7.6, 7.3, 7.1, 6.8, 6.6, 6.5, 6, 5.4,
        4.3, 2.7,
    ]
    private static let daily: [Double] = [1.1, 1.08, 1.05, 1.04, 1, 0.78, 0.72]

    /// The hour, counted from the segment's first, in which a row comes.
    func hour(ofRow row: Int) -> Int {
        // The last hour that starts at or before the row; hours without rows are passed over.
        var (low, high) = (0, rowsBefore.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if rowsBefore[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }

    /// The moments in microseconds, ascending, at which the rows of an hour come.
    func times(inHour hour: Int) -> [Int64] {
        let count = rowsBefore[hour + 1] - rowsBefore[hour]
        let random = RowRandom(seed: seed, stream: stream, row: hour)
        // Sums of exponential gaps, divided by their total, are uniform numbers in order.
        var sum = 0.0
        let sums = (0...count).map { gap in
            sum -= portableLog(random.uniform(UInt64(gap)))
            return sum
        }
        let start = Int64(firstHour + hour) * microsecondsPerHour
        return sums.dropLast().map {
            start + min(microsecondsPerHour - 1, Int64($0 / sum * Double(microsecondsPerHour)))
        }
    }

    /// The first row at or after a moment.
    func firstRow(at time: Timestamp) -> Int {
        let hour = Int(time.microseconds.quotient(flooringBy: microsecondsPerHour)) - firstHour
        if hour < 0 { return 0 }
        guard hour < rowsBefore.count - 1 else { return rowCount }
        return rowsBefore[hour] + times(inHour: hour).prefix { $0 < time.microseconds }.count
    }
}

/// Divides a number among weights at random: a multinomial draw by halving.
private struct Splits {
    let random: RowRandom
    var draws: UInt64 = 0

    mutating func divide(_ count: Int, among weights: ArraySlice<Double>, _ use: (Int) -> Void) {
        guard weights.count > 1 else {
            if !weights.isEmpty { use(count) }
            return
        }
        let middle = weights.startIndex + weights.count / 2
        let left = weights[..<middle].reduce(0, +)
        let first = binomial(count, left / (left + weights[middle...].reduce(0, +)))
        divide(first, among: weights[..<middle], use)
        divide(count - first, among: weights[middle...], use)
    }

    /// Exact for small numbers, the normal approximation for large ones.
    private mutating func binomial(_ count: Int, _ p: Double) -> Int {
        let variance = Double(count) * p * (1 - p)
        guard variance < 100 else {
            draws += 1
            let value = Double(count) * p + variance.squareRoot() * normalQuantile(random.uniform(draws))
            return min(count, max(0, Int(value.rounded())))
        }
        var successes = 0
        for _ in 0..<count {
            draws += 1
            if random.uniform(draws) < p { successes += 1 }
        }
        return successes
    }
}
