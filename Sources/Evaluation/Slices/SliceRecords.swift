internal import Domain
internal import Statistics
internal import Store

/// Records of one window with what each lost, in two halves: one to look for slices in, the other to try them on.
struct SliceRecords: Sendable {
    struct Half: Sendable {
        /// By column, the fine code of each record.
        var codes: [[UInt8]]
        var losses: [Double] = []
    }

    var searched: Half
    var heldOut: Half
    /// Records without ground truth, or without a loss.
    var withoutLoss: Int

    var count: Int { searched.losses.count + heldOut.losses.count }

    init(_ rows: CodedRows, of relation: Relation, loss: PredictionLoss, isBinary: Bool) {
        self.init(rows, of: relation) { row in
            loss.value(actual: rows.actuals[row], predicted: rows.predictions[row], score: rows.scores[row], isBinary: isBinary)
        }
    }

    /// - Parameter loss: of a row of `rows`; `nil` for none.
    init(_ rows: CodedRows, of relation: Relation, loss: (Int) -> Double?) {
        self.init(rows, losses: (0..<rows.count).map(loss))
        withoutLoss = relation.rowCount - count
    }

    /// - Parameter losses: of each record; `nil` where it is not known.
    init(_ rows: CodedRows, losses: [Double?]) {
        searched = Half(codes: rows.codes.map { _ in [] })
        heldOut = searched
        var places: (searched: [Int], heldOut: [Int]) = ([], [])
        for row in 0..<rows.count {
            guard let value = losses[row] else { continue }
            if Self.isHeldOut(rows.places[row]) {
                places.heldOut.append(row)
                heldOut.losses.append(value)
            } else {
                places.searched.append(row)
                searched.losses.append(value)
            }
        }
        searched.codes = rows.codes.map { column in places.searched.map { column[$0] } }
        heldOut.codes = rows.codes.map { column in places.heldOut.map { column[$0] } }
        withoutLoss = rows.count - searched.losses.count - heldOut.losses.count
    }

    /// By the stirred place, so that the halves are in step with nothing, and always the same ones.
    static func isHeldOut(_ place: Int64) -> Bool { SamplingOrder.rank(of: place) / SamplingOrder.modulus >= SamplingOrder.word / 2 }
}
