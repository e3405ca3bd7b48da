internal import Synchronization

/// Lets so many requests a second through, and a burst of one second's worth after a pause.
package struct TokenBucket: Sendable {
    private let rate: Double
    private var tokens: Double
    private var filledAt: Duration

    /// - Parameter rate: requests a second; above zero.
    package init(rate: Double, now: Duration) {
        self.rate = rate
        tokens = Self.capacity(rate)
        filledAt = now
    }

    /// Takes one token.
    ///
    /// - Returns: `nil` when there was one; else how long it takes until there is.
    package mutating func take(at now: Duration) -> Duration? {
        tokens = min(Self.capacity(rate), tokens + max(0, (now - filledAt) / .seconds(1)) * rate)
        filledAt = now
        guard tokens >= 1 else { return .seconds((1 - tokens) / rate) }
        tokens -= 1
        return nil
    }

    /// At least one, else a rate below one a second would let nothing through.
    private static func capacity(_ rate: Double) -> Double { max(1, rate) }
}

/// A bucket for each caller.
final class RateLimiter: Sendable {
    private let rate: Double?
    private let start = ContinuousClock.now
    private let buckets = Mutex<[String: TokenBucket]>([:])

    /// - Parameter rate: requests a second and caller; `nil` for no limit.
    init(rate: Double?) {
        self.rate = rate
    }

    /// - Throws: `Problem` of kind `tooManyRequests`.
    func admit(_ caller: String) throws(Problem) {
        guard let rate else { return }
        let now = ContinuousClock.now - start
        // Callers are keys: there are only so many.
        let wait = buckets.withLock { buckets in
            buckets[caller, default: TokenBucket(rate: rate, now: now)].take(at: now)
        }
        guard let wait else { return }
        throw Problem(
            .tooManyRequests, "this key sends more than \(rate) requests a second (rate_limit); send more rows in each",
            retryAfter: max(1, Int((wait / .seconds(1)).rounded(.up))))
    }
}
