/// What a peer's rule says of one column in one window: the number, what it was held against, and whether that is an alert to the peer.
package struct PeerVerdict: Sendable, Hashable {
    /// The peer's own name of the test or distance.
    package let method: String
    /// A p-value or a distance, as the peer reports it.
    package let value: Double
    /// What the value was held against; `nil` where something else was (NannyML's chi-square reports the statistic and judges its p-value).
    package let threshold: Double?
    package let isAlert: Bool

    package init(method: String, value: Double, threshold: Double?, isAlert: Bool) {
        self.method = method
        self.value = value
        self.threshold = threshold
        self.isAlert = isAlert
    }
}
