internal import SQLText
internal import Store

extension PerformanceQuery.Prediction {
    /// What was true of a labelled record as Float64: 1 for the positive one of two classes, else 0; the place of a class; the number. Null where it
    /// is not known, of no known class, or not finite.
    var knownActual: SQL {
        switch self {
        case .binary, .multiclass:
            "if(isNull(y) OR assumeNotNull(y) = \(SQL.clickHouse(Membership.outside)), NULL, toFloat64(assumeNotNull(y)))"
        case .regression: "if(isFinite(ifNull(y, nan)), y, NULL)"
        }
    }

    /// What was predicted, likewise; -1 for none of several classes, null for nothing.
    ///
    /// - Precondition: there are predicted classes, or numbers.
    var decision: SQL {
        switch self {
        case .binary: "p"
        case .multiclass:
            "if(isNull(p), NULL, if(assumeNotNull(p) = \(SQL.clickHouse(Membership.outside)), -1., toFloat64(assumeNotNull(p))))"
        case .regression: "if(isFinite(ifNull(p, nan)), p, NULL)"
        }
    }
}

extension ClickHouseSliceDialect {
    /// Of a relation's columns, the first one of a name.
    init(_ columns: [EngineColumn]) {
        self.init(columns: Dictionary(columns.map { ($0.name, $0.value) }) { first, _ in first })
    }
}
