internal import Store

/// Collects labels into the columns of an actuals file.
struct ActualColumns {
    private var ids: [String] = []
    private var actuals: [Int64] = []
    private var times: [Int64] = []

    mutating func append(id: String, actual: Bool, time: Int64) {
        ids.append(id)
        actuals.append(actual ? 1 : 0)
        times.append(time)
    }

    var batch: Batch {
        Batch([
            .init("prediction_id", .texts(ids)), .init("actual", .integers(actuals)),
            .init("actual_timestamp", .timestamps(times)),
        ])
    }
}

/// Collects the candidates' scores of each row, one candidate after the other.
struct CandidateColumns {
    private var ids: [String] = []
    private var versions: [String] = []
    private var scores: [Double] = []
    private var labels: [Int64] = []

    mutating func append(id: String, version: String, score: Double) {
        ids.append(id)
        versions.append(version)
        scores.append(score)
        labels.append(score >= Simulation.threshold ? 1 : 0)
    }

    var batch: Batch {
        Batch([
            .init("prediction_id", .texts(ids)), .init("model_version", .texts(versions)),
            .init("prediction_score", .doubles(scores)), .init("prediction_label", .integers(labels)),
        ])
    }
}
