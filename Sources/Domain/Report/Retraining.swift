extension ExplanationReport {
    /// What training again would bring: the records that would be added, and what the metric is expected to gain by them.
    package struct Retraining: Sendable, Hashable, Codable {
        /// Whether the gain is surely above zero, and no fault is to be mended first. When it covers a cost is in `repayment`.
        package var isAdvised: Bool
        /// The window that records are taken from.
        package var start: Timestamp?
        package var end: Timestamp?
        /// The records that are behind the change, in the language of `--where`; `nil` where no slice says which they are, or they are all.
        package var slice: String?
        /// Records that the model learned from, and those that would be added, each of which counts for `weight` of the others.
        package var trainingRows: Int
        package var rows: Int
        package var weight: Double
        package var metric: String
        /// For each record of the later window, in the metric's unit; above zero is better.
        package var gain: Estimate
        /// The same, were all records of the window added and not only these; `nil` where they are all.
        package var all: Alternative?
        package var repayment: Repayment?

        package struct Alternative: Sendable, Hashable, Codable {
            package var rows: Int
            package var gain: Estimate

            package init(rows: Int, gain: Estimate) {
                self.rows = rows
                self.gain = gain
            }
        }

        /// When the gain has paid for the training.
        package struct Repayment: Sendable, Hashable, Codable {
            package var cost: Double
            /// Days of production as it is now; `nil` for never, or where it is not known how many records a day has.
            package var days: Double?
            package var fewestDays: Double?
            package var mostDays: Double?

            package init(cost: Double, days: Double?, fewestDays: Double?, mostDays: Double?) {
                self.cost = cost
                self.days = days
                self.fewestDays = fewestDays
                self.mostDays = mostDays
            }
        }

        package init(
            isAdvised: Bool, start: Timestamp?, end: Timestamp?, slice: String?, trainingRows: Int, rows: Int, weight: Double, metric: String,
            gain: Estimate, all: Alternative?, repayment: Repayment?
        ) {
            self.isAdvised = isAdvised
            self.start = start
            self.end = end
            self.slice = slice
            self.trainingRows = trainingRows
            self.rows = rows
            self.weight = weight
            self.metric = metric
            self.gain = gain
            self.all = all
            self.repayment = repayment
        }
    }
}
