import Foundation
import Statistics

/// The traffic of one model: how many records each hour has, and what moves all columns together.
struct Traffic: Sendable {
    let shape: Shape
    /// Hours since 1970: a Monday's first of production.
    let start: Int64 = 24 * (7 * 2_700 + 4)
    /// Hours of the baseline, from it to production, and of production.
    let baselineHours: Int
    let gap: Int
    static let productionHours = 720
    /// Records by hour.
    let baseline: [Int]
    let production: [Int]
    private let sharedDays: [Double]
    private let sharedHours: [Double]

    init(_ shape: Shape, _ random: inout SplitMix64, volume: (Int) -> Double = { _ in 1 }) {
        self.shape = shape
        baselineHours = 168 * shape.baselineWeeks
        gap = shape.isTraining ? 720 : 0
        let hours = baselineHours + gap + Self.productionHours
        sharedDays = Self.autoregression(hours / 24, shape.persistence, &random)
        sharedHours = (0..<hours).map { _ in random.nextNormal() }
        let first = start - Int64(gap + baselineHours)
        let days = Self.autoregression(hours / 24, shape.persistence, &random)
        let rises = (0..<24).map { exp(shape.hourly * sin(2 * .pi * Double($0 - 9) / 24)) }
        let usual = rises.reduce(0, +) / 24
        var records: [Int] = []
        for index in 0..<hours {
            let key = first + Int64(index)
            var mean = shape.records / 24 * rises[Int(key % 24)] / usual
            if Self.isWeekend(key) { mean *= exp(-shape.weekend) }
            mean *= exp(shape.volumeDays * days[index / 24] + shape.volumeHours * random.nextNormal())
            if shape.isTraining, index < baselineHours { mean /= 5 }
            if index >= baselineHours + gap { mean *= volume(index - baselineHours - gap) }
            records.append(random.nextPoisson(mean))
        }
        baseline = Array(records[..<baselineHours])
        production = Array(records[(baselineHours + gap)...])
    }

    /// Of the baseline.
    var first: Int64 { start - Int64(gap + baselineHours) }

    /// What moves a column, in each hour of the baseline and then of production.
    func movement(_ random: inout SplitMix64) -> [Double] {
        // How far days and hours move this one.
        var scale = shape.unequal > 0 ? exp(shape.unequal * random.nextNormal()) : 1
        if shape.wild > 0, random.nextUniform() < shape.wild { scale *= 4 }
        let hours = baselineHours + gap + Self.productionHours
        let days = Self.autoregression(hours / 24, shape.persistence, &random)
        let (rhythm, phase) = (shape.rhythm * random.nextUniform(), 24 * random.nextUniform())
        let weekly = shape.weekly * random.nextNormal()
        let swing = 2 * Double.pi * random.nextUniform()
        let (own, together) = ((1 - shape.shared).squareRoot(), shape.shared.squareRoot())
        return (0..<hours).compactMap { index in
            let key = first + Int64(index)
            let noise = shape.hours > 0 ? random.nextNormal() : 0
            let burst = shape.bursts > 0 && random.nextUniform() < shape.bursts ? 1.0 : 0
            guard index < baselineHours || index >= baselineHours + gap else { return nil }
            var sum = rhythm * sin(2 * .pi * (Double(key % 24) + phase) / 24)
            if Self.isWeekend(key) { sum += weekly }
            sum += scale * shape.days * (together * sharedDays[index / 24] + own * days[index / 24])
            sum += scale * shape.hours * (together * sharedHours[index] + own * noise)
            sum += shape.wobble * sin(2 * .pi * Double(index) / (24 * 45) + swing) + burst
            return sum
        }
    }

    /// With variance 1.
    static func autoregression(_ count: Int, _ persistence: Double, _ random: inout SplitMix64) -> [Double] {
        var value = random.nextNormal()
        return (0..<count).map { _ in
            defer { value = persistence * value + (1 - persistence * persistence).squareRoot() * random.nextNormal() }
            return value
        }
    }

    private static func isWeekend(_ key: Int64) -> Bool { (key / 24 + 3) % 7 >= 5 }
}

extension SplitMix64 {
    /// A Poisson count, as a binomial of so many trials that nobody can tell the difference.
    mutating func nextPoisson(_ mean: Double) -> Int { nextBinomial(trials: 1 << 36, p: mean / Double(1 << 36)) }
}
