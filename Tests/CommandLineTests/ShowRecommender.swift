import Foundation
import Statistics
import Trees

/// A recommender of television shows: will a viewer watch what is offered? It learned from older viewers, who like other shows than young ones.
struct ShowRecommender {
    struct Offer {
        var time: Int
        var age: Int
        var genre: Int
        var device: Int
        var hour: Int
        var chance: Double
        var isWatched: Bool
        var score = 0.0

        var isYoung: Bool { age < 30 }
        var cells: [Double] { [Double(age), Double(genre), Double(device), Double(hour)] }
    }

    static let genres = ["anime", "comedy", "crime", "drama", "news", "reality"]
    static let devices = ["phone", "tablet", "tv"]
    /// Log-odds of watching, by genre.
    private static let tastes = (old: [-1.8, 0.0, 1.2, 0.8, 0.6, -0.8], young: [1.6, 0.6, -0.8, -0.6, -1.8, 1.2])
    static let columns = ["age", "genre", "device", "hour"]
    static let start = 1_772_323_200  // 2026-03-01
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func offer(at time: Int, young: Double) -> Offer {
        let isYoung = random.nextUniform() < young
        let age = isYoung ? 16 + Int(random.nextUniform() * 13) : 34 + Int((random.nextUniform() + random.nextUniform()) * 22)
        let (genre, device, hour) = (Int(random.nextUniform() * 6), Int(random.nextUniform() * 3), 17 + Int(random.nextUniform() * 7))
        let taste = isYoung ? Self.tastes.young : Self.tastes.old
        let odds = taste[genre] + (device == 2 ? 0.3 : -0.1) + (hour > 21 ? -0.3 : 0.1)
        let chance = 1 / (1 + exp(-odds))
        return Offer(time: time, age: age, genre: genre, device: device, hour: hour, chance: chance, isWatched: random.nextUniform() < chance)
    }

    /// Offers of some days, at even times: `count` a day to viewers as ever, `more` a day to young viewers who come besides.
    mutating func offers(days: Range<Int>, count: Int, more: Int = 0) -> [Offer] {
        days.flatMap { day in
            (0..<(count + more)).map { place -> Offer in
                let isNew = place * more / (count + more) != (place + 1) * more / (count + more)
                return offer(at: Self.start + day * 86_400 + place * 86_400 / (count + more), young: isNew ? 1 : 0.002)
            }
        }
    }

    /// A model that learned from these; genres and devices are few enough to be told apart by their numbers.
    static func trees(_ rows: [(cells: [Double], isWatched: Bool, weight: Double)]) throws -> BoostedTrees {
        var table = TreeTable(columns: columns, categorical: [])
        for row in rows { table.append(row.cells) }
        var settings = TreeSettings(.binary)
        (settings.trees, settings.leaves) = (100, 15)
        return try BoostedTrees(training: table, labels: rows.map { $0.isWatched ? 1 : 0 }, weights: rows.map(\.weight), settings: settings)
    }

    static func scores(of offers: [Offer], by trees: BoostedTrees) throws -> [Double] {
        var table = TreeTable(columns: columns, categorical: [])
        for offer in offers { table.append(offer.cells) }
        return try trees.predictions(for: table)
    }

    static func logLoss(_ offers: [Offer], _ scores: [Double]) -> Double {
        zip(offers, scores).reduce(0) { $0 - log($1.0.isWatched ? $1.1 : 1 - $1.1) } / Double(offers.count)
    }
}
