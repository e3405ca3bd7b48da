internal import ArgumentParser
internal import Evaluation
internal import Statistics

/// Which slices are looked for.
struct SliceSearchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            What a record loses: \(PredictionLoss.plainNames), or cost:FP,FN such as \
            cost:5,1. Default: log_loss where there are scores, zero_one for classes, absolute_error for numbers.
            """, valueName: "loss"))
    var loss: String?

    @Option(help: "worst: by mean loss, weighed against the size; total: by all that is lost beyond the mean; change: by what is lost beyond what was lost earlier.")
    var rank = SliceDiscoveryOptions.Rank.worst

    @Option(help: ArgumentHelp("How many slices are looked for, at most.", valueName: "count"))
    var top = 5

    @Option(help: ArgumentHelp("The most conditions of a slice: 1, 2 or 3.", valueName: "count"))
    var depth = 3

    @Option(help: ArgumentHelp("The fewest records of a slice: a number, or a share of all such as 0.02. Default: 0.01, at least 60 records.", valueName: "support"))
    var minSupport: String?

    @Option(
        help: ArgumentHelp(
            "How much the mean loss counts against the size, above 0 and up to 1 (SliceLine's alpha); for --rank worst. Default: 0.95, for --gaps 0.99.",
            valueName: "weight"))
    var alpha: Double?

    @Option(help: ArgumentHelp("The chance, at most, that any slice is told where there is none.", valueName: "chance"))
    var level = 0.05

    @Option(help: ArgumentHelp("Columns that slices are made of, separated by commas; default: all features and tags.", valueName: "names"))
    var columns: String?

    func validate() throws {
        guard (1...100).contains(top) else { throw ValidationError("--top: between 1 and 100.") }
        guard (1...3).contains(depth) else { throw ValidationError("--depth: 1, 2 or 3.") }
        guard alpha ?? 1 > 0, alpha ?? 1 <= 1 else { throw ValidationError("--alpha: above 0 and at most 1, such as 0.95.") }
        guard level > 0, level < 1 else { throw ValidationError("--level: between 0 and 1, such as 0.05.") }
        _ = try support()
        _ = try chosenLoss()
    }

    /// - Parameter usualAlpha: where none was chosen.
    func options(settings: SchemaSettings, usualAlpha: Double = 0.95) throws -> SliceDiscoveryOptions {
        SliceDiscoveryOptions(
            settings: settings, loss: try chosenLoss(), rank: rank, alpha: alpha ?? usualAlpha, top: top, depth: depth, support: try support(), level: level,
            columns: columns?.split(separator: ",").map { String($0.trimmingPrefix(while: \.isWhitespace)) }, version: AssayCommand.version)
    }

    private func chosenLoss() throws -> PredictionLoss? {
        guard let loss else { return nil }
        guard let chosen = PredictionLoss(loss) else {
            throw ValidationError(
                "--loss: '\(loss)' is none of \(PredictionLoss.plainNames) and "
                    + "cost:FP,FN with two costs that are not negative, such as cost:5,1.")
        }
        return chosen
    }

    private func support() throws -> SliceDiscoveryOptions.Support {
        guard let minSupport else { return .share(0.01) }
        if let count = Int(minSupport), count >= 1 { return .records(count) }
        if let share = Double(minSupport), share > 0, share < 1 { return .share(share) }
        throw ValidationError("--min-support: '\(minSupport)' is neither a number of records such as 200 nor a share such as 0.02.")
    }
}

extension SliceDiscoveryOptions.Rank: ExpressibleByArgument {}
