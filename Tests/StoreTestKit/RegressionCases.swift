internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    private static func values(
        _ what: String, _ pairs: [(Double?, Double?)], centre: Double = 0, quantiles: [Double] = []
    ) -> Conformance {
        performance(
            "regression: \(what)", [.doubles("value", pairs.map(\.0)), .doubles("actual", pairs.map(\.1))],
            [.regression(value: "value", centre: centre, quantiles: quantiles)])
    }

    static let regression: [Conformance] = [
        values("usual", (0..<500).map { (Double($0 % 37) + 0.5, Double($0 % 41)) }, centre: 20, quantiles: [0.9, 0.1, 0.5]),
        values("far from zero", (0..<500).map { (1e6 + Double($0 % 37), 1e6 + Double($0 % 41)) }, centre: 1e6, quantiles: [0.5]),
        values("null, NaN, infinite", [(1, nil), (nil, 1), (.nan, 1), (1, .nan), (.infinity, 2), (2, -.infinity), (3, 2), (nil, nil)]),
        values("zeros", [(0, 0), (1, 0), (0, 1), (-1, 0), (-0.0, 0), (0.5, 0.25)]),
        values("at -1 and below", [(-1, 2), (-2, 2), (2, -1), (2, -3), (1, 2)]),
        values("perfect", [(1, 1), (2, 2), (3, 3)], centre: 2, quantiles: [0.5]),
        values("one row", [(1, 3)]), values("no rows", []), values("no labels", [(1, nil), (2, nil)]),
        values("very small", [(1e-12, 3e-12), (-1e-12, 2e-12), (1e-17, 4e-13)]),
        values("very large", [(1e200, 1), (1, -1e200), (2, 3)]),
        performance("regression: texts and integers", [
            .texts("value", ["1.5", "x", "3", nil, "4"]), .integers("actual", [1, 2, 3, 4, nil]),
        ], [.regression(value: "value", centre: 0, quantiles: [])]),
    ]
}
