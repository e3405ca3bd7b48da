/// Equal stretches of time, numbered through: bucket 0 starts at the origin.
package struct TimeBucket: Sendable, Hashable {
    /// In microseconds.
    package let length: Int64
    /// Microseconds since 1970.
    package let origin: Int64

    package init(length: Int64, origin: Int64 = 0) {
        self.length = length
        self.origin = origin
    }

    /// Hours in UTC, counted since 1970.
    package static let hour = TimeBucket(length: 3_600_000_000)

    /// How long a bucket is.
    package var hours: Double { Double(length) / Double(Self.hour.length) }

    /// The number of the bucket that a moment lies in.
    package func key(of time: Timestamp) -> Int64 { (time.microseconds - origin).quotient(flooringBy: length) }

    /// First moment of a bucket.
    package func start(of key: Int64) -> Timestamp { Timestamp(microseconds: key * length + origin) }

    /// First moment after a bucket.
    package func end(of key: Int64) -> Timestamp { start(of: key).advanced(byMicroseconds: length) }

    /// Whether a bucket starts at this moment.
    package func isStart(_ time: Timestamp) -> Bool { start(of: key(of: time)) == time }
}
