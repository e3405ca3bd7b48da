import Foundation

/// What to measure.
struct LabOptions: Sendable {
    var features = [5, 50, 500]
    /// For each of `features`.
    var months = [20, 20, 20]
    var budgets = [0.5, 1, 4]
    var shapes = Shape.all
    var seed: UInt64 = 1
    /// Months of each failure, size and shape.
    var failures = 0
    var threads = 2
    /// Whether how far columns move is learned from all of them together, as the program does; for measuring what that brings.
    var sharesSpreads = true
    var output: String?

    /// Failures are those of a model of this size, with this budget: the nearest to what is usual.
    var failingFeatures: Int { features.min { abs($0 - 50) < abs($1 - 50) } ?? 50 }
    var failingBudget: Double { budgets.min { abs($0 - 1) < abs($1 - 1) } ?? 1 }

    static let help = """
        Measures detection on simulated streams: false alerts where nothing is wrong, delays where something is.

        usage: DetectionLab [options]
          --months LIST     months in which nothing is wrong, of each shape: one number for all sizes of models, or one for each (20)
          --features LIST   columns of a model (5,50,500)
          --budgets LIST    false alerts a month (0.5,1,4)
          --shapes LIST     names of shapes (all): \(Shape.all.map(\.name).joined(separator: ", "))
          --failures N      months of each failure, of each size, in the shapes \(Shape.failing.joined(separator: ", ")) (0)
          --spreads KIND    how far columns move is learned from all together (shared) or from each by itself (own) (shared)
          --seed N          the same seed gives the same figures, on however many threads (1)
          --threads N       (2)
          --output FOLDER   where tables are written: null.csv, failures.csv, lab.md; without, the terminal only
          --help
        """

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        func value<T>(_ name: String, _ read: (String) -> T?) throws -> T {
            guard let text = rest.popFirst() else { throw LabError("\(name) wants a value") }
            guard let value = read(text) else { throw LabError("\(name): '\(text)' is not what it takes; see --help") }
            return value
        }
        func list<T>(_ name: String, _ read: (String) -> T?) throws -> [T] {
            try value(name) { text in
                let items = text.split(separator: ",").compactMap { read(String($0)) }
                return items.isEmpty || items.count < text.split(separator: ",").count ? nil : items
            }
        }
        func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
        while let name = rest.popFirst() {
            switch name {
            case "--months": months = try list(name, count)
            case "--features": features = try list(name) { Int($0).flatMap { $0 > 0 ? $0 : nil } }
            case "--budgets": budgets = try list(name) { Double($0).flatMap { $0 > 0 ? $0 : nil } }.sorted()
            case "--shapes": shapes = try list(name) { text in Shape.all.first { $0.name == text } }
            case "--failures": failures = try value(name, count)
            case "--seed": seed = try value(name, UInt64.init)
            case "--spreads": sharesSpreads = try value(name) { $0 == "shared" ? true : $0 == "own" ? false : nil }
            case "--threads": threads = max(1, try value(name, count))
            case "--output": output = try value(name) { $0 }
            default: throw LabError("there is no option '\(name)'; see --help")
            }
        }
        if months.count == 1 || months == [20, 20, 20] { months = [Int](repeating: months[0], count: features.count) }
        guard months.count == features.count else { throw LabError("--months: give one number, or one for each of --features") }
    }

    /// Of one stream: the same whatever else is measured, and on however many threads.
    func seed(_ name: String, _ stream: Int) -> UInt64 {
        // Fowler, Noll and Vo's hash (FNV-1a) of the name.
        let hash = name.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return hash ^ (seed &* 0x9E37_79B9_7F4A_7C15) ^ (UInt64(stream) &* 0xD1B5_4A32_D192_ED03)
    }
}

struct LabError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
