/// The kinds of task whose metrics the kernel computes.
package enum MetricTask: String, Sendable, Hashable, Codable, CaseIterable {
    case binary, multiclass, regression
}

/// What is known of a metric apart from its value: the line of the registry that the command line, JSON and the
/// documentation all show.
package struct MetricDescriptor: Sendable, Hashable, Codable {
    /// Which way is good.
    package enum Direction: String, Sendable, Hashable, Codable {
        case higherIsBetter = "higher_is_better"
        case lowerIsBetter = "lower_is_better"
        /// Best at zero, as bias is.
        case closerToZeroIsBetter = "closer_to_zero_is_better"
        /// Neither: it describes the window.
        case none
    }

    /// What the number counts.
    package enum Unit: String, Sendable, Hashable, Codable {
        /// A part of one; shown in percent if one likes.
        case share
        /// A number without unit.
        case ratio
        /// Natural logarithms.
        case nats
        /// The unit of the predicted value.
        case target
        /// The square of that unit.
        case targetSquared = "target_squared"
        /// The unit of the value matrix, such as a currency.
        case value
    }

    /// What a window must hold for the metric to exist.
    package enum Input: String, Sendable, Hashable, Codable {
        /// No more than an actual class.
        case actualClass = "actual_class"
        case predictedClass = "predicted_class"
        case score
        /// A score that is a probability.
        case probability
        case valueMatrix = "value_matrix"
        case predictedValue = "predicted_value"
    }

    /// Stable, snake case, unique within its task; as scikit-learn and NannyML spell it.
    package let name: String
    /// The task it belongs to.
    package let task: MetricTask
    /// For people.
    package let title: String
    /// Which way is good.
    package let direction: Direction
    /// Smallest possible value; `nil` when there is none.
    package let lowest: Double?
    /// Largest possible value; `nil` when there is none.
    package let highest: Double?
    /// What the number counts.
    package let unit: Unit
    /// What a window must hold for it to exist.
    package let input: Input
    /// One line, without full stop.
    package let summary: String

    /// The metrics of every task.
    package static var all: [MetricDescriptor] {
        BinaryMetric.allCases.map(\.descriptor) + MulticlassMetric.allCases.map(\.descriptor)
            + RegressionMetric.allCases.map(\.descriptor)
    }

    /// The metric of a task by its name.
    package static func named(_ name: String, task: MetricTask) -> MetricDescriptor? {
        all.first { $0.name == name && $0.task == task }
    }
}
