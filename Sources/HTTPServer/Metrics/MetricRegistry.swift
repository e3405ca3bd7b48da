internal import Synchronization

/// The numbers that `/metrics` shows.
///
/// Labels come from a fixed set (methods, route templates, classes of statuses): names from outside would let the
/// number of series grow without end.
package final class MetricRegistry: Sendable {
    /// A metric's name with its labels.
    struct Series: Hashable, Comparable {
        var name: String
        var labels: [String: String]

        static func < (left: Self, right: Self) -> Bool {
            (left.name, left.text) < (right.name, right.text)
        }

        /// As in `{method="GET",status="2xx"}`; empty without labels.
        var text: String { Self.text(labels) }

        static func text(_ labels: [String: String]) -> String {
            guard !labels.isEmpty else { return "" }
            return "{"
                + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escape($0.value))\"" }.joined(separator: ",")
                + "}"
        }

        private static func escape(_ value: String) -> String {
            value.reduce(into: "") { text, character in
                switch character {
                case "\\": text += "\\\\"
                case "\"": text += "\\\""
                case "\n": text += "\\n"
                default: text.append(character)
                }
            }
        }
    }

    struct Histogram {
        /// Upper bounds in seconds: from a request that only reads memory to one that waits for a large scan.
        static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

        var counts = [Int](repeating: 0, count: bounds.count + 1)
        var sum = 0.0

        mutating func observe(_ value: Double) {
            counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
            sum += value
        }
    }

    struct State {
        var counters: [Series: Int] = [:]
        var gauges: [Series: Int] = [:]
        var histograms: [Series: Histogram] = [:]
    }

    /// What a name means, by name.
    static let help: [(name: String, type: String, help: String)] = [
        ("assay_build_info", "gauge", "Always 1; the version is a label."),
        ("assay_http_request_duration_seconds", "histogram", "Time from a request's head to its answer, by route."),
        ("assay_http_requests_in_flight", "gauge", "Requests that are being answered."),
        ("assay_http_requests_total", "counter", "Requests answered, by route and class of status."),
        ("assay_ingest_bytes_total", "counter", "Bytes of bodies read with records and actuals, as sent."),
        ("assay_ingest_held_bytes", "gauge", "Unpacked bytes in memory of records and actuals that wait to be stored."),
        ("assay_ingest_queue_depth", "gauge", "Requests with records or actuals that wait to be stored."),
        ("assay_ingest_rows_total", "counter", "Rows made durable, by kind."),
        ("assay_models", "gauge", "Models in the store."),
        ("assay_store_bytes", "gauge", "Size of the store on disk."),
        ("process_resident_memory_bytes", "gauge", "Resident memory."),
        ("process_start_time_seconds", "gauge", "Start of the process since the epoch."),
    ]

    let state = Mutex(State())

    package init() {}

    package func add(_ amount: Int, to name: String, _ labels: [String: String] = [:]) {
        state.withLock { $0.counters[Series(name: name, labels: labels), default: 0] += amount }
    }

    /// Adds to a number that also falls.
    package func shift(_ name: String, by amount: Int) {
        state.withLock { $0.gauges[Series(name: name, labels: [:]), default: 0] += amount }
    }

    package func set(_ name: String, to value: Int, _ labels: [String: String] = [:]) {
        state.withLock { $0.gauges[Series(name: name, labels: labels)] = value }
    }

    package func observe(_ value: Duration, in name: String, _ labels: [String: String] = [:]) {
        state.withLock { $0.histograms[Series(name: name, labels: labels), default: .init()].observe(value / .seconds(1)) }
    }

    /// The sum of a counter over its series, but for those of some routes.
    func total(of name: String, withoutRoutes routes: Set<String>) -> Int {
        state.withLock { state in
            state.counters.reduce(0) { sum, entry in
                entry.key.name == name && !routes.contains(entry.key.labels["route"] ?? "") ? sum + entry.value : sum
            }
        }
    }

    func gauge(_ name: String) -> Int { state.withLock { $0.gauges[Series(name: name, labels: [:]), default: 0] } }
}
