import Foundation
import Statistics

/// Something that goes wrong with a model, from some hour on, in one of three sizes.
struct Failure: Sendable {
    var name: String
    /// What the sizes are of, for a table's reader.
    var unit: String
    var sizes: [Double]
    /// Kinds of signals that would tell of it.
    var families: [LabAlert.Family]
    /// The columns that it is about.
    var columns: Range<Int> = 0..<0
    /// What happens in an hour, so many hours after the beginning, at this size.
    var distortion: @Sendable (_ size: Double, _ hours: Int) -> Distortion = { _, _ in Distortion() }
    /// What is left of the records.
    var volume: @Sendable (_ size: Double) -> Double = { _ in 1 }
    var late: @Sendable (_ size: Double) -> Double = { _ in 0 }
    var again: @Sendable (_ size: Double) -> Double = { _ in 0 }
    var renamed: @Sendable (_ size: Double) -> Double = { _ in 0 }
    /// The share of labels that turn.
    var flipped: @Sendable (_ size: Double) -> Double = { _ in 0 }

    static let all: [Failure] = [
        Failure(
            name: "jump of a number", unit: "deviations", sizes: [0.25, 0.5, 1], families: [.drift, .quality], columns: 0..<1,
            distortion: { size, _ in Distortion(shift: size) }),
        Failure(
            name: "slow ramp over 3 weeks", unit: "deviations at its end", sizes: [0.4, 0.8, 1.6], families: [.drift, .quality], columns: 0..<1,
            distortion: { size, hours in Distortion(shift: size * min(1, Double(hours) / 504)) }),
        Failure(
            name: "one rare category", unit: "of the records, from 1 %", sizes: [0.08, 0.15, 0.4], families: [.drift, .quality], columns: 4..<5,
            distortion: { size, _ in Distortion(surplus: size, cell: 12) }),
        Failure(
            name: "a new category", unit: "of the records", sizes: [0.01, 0.05, 0.2], families: [.drift, .quality], columns: 3..<4,
            distortion: { size, _ in Distortion(unseen: size) }),
        Failure(
            name: "nulls", unit: "more of the cells, from 2 %", sizes: [0.03, 0.1, 0.4], families: [.drift, .quality], columns: 10..<11,
            distortion: { size, _ in Distortion(missing: size) }),
        Failure(
            name: "frozen column", unit: "of the records have one value", sizes: [0.1, 0.3, 1], families: [.drift, .quality], columns: 0..<1,
            distortion: { size, _ in Distortion(surplus: size) }),
        Failure(
            name: "one slice shifts", unit: "of the records, five columns by 1.5 deviations", sizes: [0.1, 0.2, 0.4], families: [.drift, .quality],
            columns: 0..<5, distortion: { size, _ in Distortion(slice: size) }),
        Failure(name: "volume drops", unit: "of the records lost", sizes: [0.3, 0.5, 0.9], families: [.volume], volume: { 1 - $0 }),
        Failure(name: "late records", unit: "of the records six hours late", sizes: [0.08, 0.25, 0.6], families: [.arrivals], late: { $0 }),
        Failure(name: "duplicates", unit: "of the records", sizes: [0.01, 0.05, 0.2], families: [.repeats], again: { $0 }),
        Failure(name: "duplicates with new identities", unit: "of the records", sizes: [0.02, 0.05, 0.2], families: [.repeats], renamed: { $0 }),
        Failure(name: "concept drift", unit: "of the labels turn", sizes: [0.05, 0.1, 0.2], families: [.performance], flipped: { $0 }),
        Failure(
            name: "concept drift in a slice", unit: "of the records, 40 % of whose labels turn", sizes: [0.1, 0.2, 0.4], families: [.performance],
            flipped: { 0.4 * $0 }),
    ]
}
