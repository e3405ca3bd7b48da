package import Domain

/// How the records of a relation are put into windows.
///
/// A window is known by its key: the number of the hour, day or week since the origin of its granularity, or the
/// number of the stretch of rows; 0 for the whole. Records whose time is missing or cannot be read have no key.
package struct Windowing: Sendable, Hashable {
    package var granularity: Granularity
    /// The column with the event time. May be `nil` for `.whole`, and for `.rows`, which then takes the records in
    /// the order of the relation.
    package var timeColumn: String?

    package init(_ granularity: Granularity, timeColumn: String?) {
        self.granularity = granularity
        self.timeColumn = timeColumn
    }

    /// All records as one window.
    package static let whole = Windowing(.whole, timeColumn: nil)

    /// First moment and first moment after the window with this key, for windows of time.
    package func span(of key: Int64) -> (start: Timestamp, end: Timestamp)? {
        granularity.bucket.map { ($0.start(of: key), $0.end(of: key)) }
    }
}

/// What an engine tells of one window.
package protocol Keyed {
    /// As of `Windowing`; `nil` for the records without a readable time.
    var key: Int64? { get }
}

extension Sequence where Element: Keyed {
    /// By their keys, the one without last.
    package func inOrder() -> [Element] { sorted { ($0.key ?? .max) < ($1.key ?? .max) } }
}
