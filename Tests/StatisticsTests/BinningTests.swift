import Statistics
import Testing

/// Protects the bins: edges are numpy's to the last digits, and valid for every column that can come.
@Suite struct BinningTests {
    struct Case: Decodable {
        let name: String
        let values: [Double]
        let rules: [String: [Double]]
        let deciles: [Double]
    }

    static func edges(_ rule: String, of test: Case) -> BinEdges? {
        let sorted = test.values.sorted()
        guard let minimum = sorted.first, let maximum = sorted.last else { return nil }
        let integers = test.name == "integers"
        return switch rule {
        case "doane": BinEdges.doane(test.values, integers: integers)
        case "sturges":
            BinEdges.sturges(count: sorted.count, minimum: minimum, maximum: maximum, integers: integers)
        case "fd":
            BinEdges.freedmanDiaconis(
                count: sorted.count, minimum: minimum, maximum: maximum,
                lowerQuartile: quantile(ofSorted: sorted, 0.25) ?? .nan,
                upperQuartile: quantile(ofSorted: sorted, 0.75) ?? .nan, integers: integers)
        case "linspace": BinEdges.equalWidth(minimum: minimum, maximum: maximum, bins: 10)
        default: nil
        }
    }

    @Test func edgesAreThoseOfNumpy() throws {
        let cases: [Case] = try DriftReference.load("drift-binning")
        for test in cases {
            for (rule, expected) in test.rules {
                let edges = try #require(Self.edges(rule, of: test), "\(rule) of \(test.name)")
                #expect(edges.values.count == expected.count, "\(rule) of \(test.name)")
                #expect(
                    zip(edges.values, expected).allSatisfy { $0.isNear($1, relative: 1e-14, absolute: 1e-14) },
                    "\(rule) of \(test.name): \(edges.values), numpy has \(expected)")
            }
            let sorted = test.values.sorted()
            for (step, expected) in test.deciles.enumerated() {
                let value = try #require(quantile(ofSorted: sorted, Double(step) / 10))
                #expect(value.isNear(expected, relative: 1e-14, absolute: 1e-14))
            }
        }
    }

    static let huge = Double.greatestFiniteMagnitude
    static let awkward: [[Double]] = [
        [0], [-3.5, -3.5, -3.5], [huge, huge], [-huge, huge], [1, 1.0.nextUp],
        [1e300, 1e300], [0, .leastNonzeroMagnitude], [0, 0, 0, 0, 1], [0, 1, 1, 1, 1], [1e17, 1e17 + 16],
        [-1, 0, 1e308],
    ]

    @Test(arguments: awkward) func everyRuleHasEdgesForAwkwardColumns(values: [Double]) throws {
        let minimum = try #require(values.min())
        let maximum = try #require(values.max())
        let distinct = Set(values).sorted()
        let rules = [
            BinEdges.equalWidth(minimum: minimum, maximum: maximum, bins: 20),
            BinEdges.equalMass(sorted: values.sorted(), bins: 4),
            BinEdges.distinctValues(distinct),
            BinEdges.sturges(count: values.count, minimum: minimum, maximum: maximum),
            BinEdges.doane(values),
            BinEdges.freedmanDiaconis(
                count: values.count, minimum: minimum, maximum: maximum,
                lowerQuartile: minimum, upperQuartile: maximum),
        ]
        for rule in rules {
            let edges = try #require(rule)
            let histogram = Histogram(edges: edges, of: values)
            #expect(histogram.below == 0 && histogram.above == 0, "\(edges.values)")
        }
        // Each distinct value has a bin of its own.
        let slots = try #require(rules[2]).values.count - 1
        #expect(slots == distinct.count)
        let separate = try #require(rules[2])
        #expect(Set(distinct.map { separate.slot(of: $0) }).count == distinct.count)
    }

    /// A constant has a bin for itself alone: a column that begins to vary by thousandths has changed.
    @Test func aConstantIsToldFromItsNeighbours() throws {
        let edges = try #require(BinEdges.distinctValues([0.0035]))
        let histogram = Histogram(edges: edges, of: [0.0035, 0.0034, 0.0036, 0.0035])
        #expect(histogram.below == 1 && histogram.above == 1 && histogram.total == 4)
    }

    @Test func rulesRefuseWhatHasNoEdges() {
        #expect(BinEdges.equalWidth(minimum: 1, maximum: 0, bins: 3) == nil)
        #expect(BinEdges.equalWidth(minimum: 0, maximum: .infinity, bins: 3) == nil)
        #expect(BinEdges.equalWidth(minimum: 0, maximum: .nan, bins: 3) == nil)
        #expect(BinEdges.equalWidth(minimum: 0, maximum: 1, bins: 0) == nil)
        #expect(BinEdges.equalMass(sorted: [], bins: 3) == nil)
        #expect(BinEdges.equalMass(quantiles: [0, .infinity]) == nil)
        #expect(BinEdges.distinctValues([]) == nil)
        #expect(BinEdges.distinctValues([2, 1]) == nil)
        #expect(BinEdges.distinctValues([Self.huge.nextDown, Self.huge]) == nil)
        #expect(BinEdges.doane([]) == nil)
        #expect(BinEdges.around(.nan) == nil)
        #expect(BinEdges.medianCentred(median: .nan, standardDeviation: 1, minimum: 0, maximum: 1) == nil)
        #expect(quantile(ofSorted: [], 0.5) == nil)
        #expect(quantile(ofSorted: [1], 1.5) == nil)
    }

    @Test func equalMassKeepsARepeatedValueApart() throws {
        let zeros = [Double](repeating: 0, count: 50)
        let rest = (1...50).map { Double($0) }
        let edges = try #require(BinEdges.equalMass(sorted: zeros + rest, bins: 10))
        #expect(Histogram(edges: edges, of: zeros + rest).inside.first == 50)
        // A flag: two values, two bins, whichever of them is the common one.
        for flags in [zeros + [1], [0] + [Double](repeating: 1, count: 50)] {
            let cut = try #require(BinEdges.equalMass(sorted: flags, bins: 10))
            #expect(cut.slot(of: 0) != cut.slot(of: 1))
        }
    }

    @Test func equalMassIsEvenWithoutTies() throws {
        let values = (0..<1000).map { Double($0 * $0) }
        let edges = try #require(BinEdges.equalMass(sorted: values, bins: 10))
        #expect(Histogram(edges: edges, of: values).inside.allSatisfy { abs($0 - 100) <= 1 })
    }

    @Test func medianCentredHasTenBinsAndDropsEmptyOuterOnes() throws {
        let wide = try #require(BinEdges.medianCentred(median: 5, standardDeviation: 3, minimum: -10, maximum: 20))
        #expect(wide.values == [-10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20])
        let narrow = try #require(BinEdges.medianCentred(median: 5, standardDeviation: 3, minimum: 2, maximum: 20))
        #expect(narrow.values == [1, 2, 3, 4, 5, 6, 7, 8, 9, 20])
        #expect(BinEdges.medianCentred(median: 5, standardDeviation: 0, minimum: 5, maximum: 5)?.values == [4.5, 5.5])
    }

    @Test func extendedEdgesOnlyMoveOutwards() throws {
        let edges = try #require(BinEdges([0, 1, 2]))
        #expect(edges.extended(toCover: -1, 5).values == [-1, 1, 5])
        #expect(edges.extended(toCover: 0.5, .infinity) == edges)
    }
}
