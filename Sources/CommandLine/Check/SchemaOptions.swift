internal import ArgumentParser
internal import Domain
internal import Evaluation

/// The flags that say what columns mean; shared by all commands that read files of records.
struct SchemaOptions: ParsableArguments {
    @Option(help: "YAML or JSON file that says what these flags say; flags win. See docs/check.md.")
    var config: String?

    @Option(help: "Name of the model, for the report.")
    var modelName: String?

    @Option(help: "binary, multiclass or regression; guessed from labels and predictions.")
    var task: ModelTask?

    @Option(help: "The class that scores speak of (binary).")
    var positiveClass: String?

    @Option(parsing: .unconditional, help: "Scores from here on count as positive, where there are no predicted labels; default 0.5.")
    var threshold: Double?

    @Option(
        help: ArgumentHelp(
            "Column of a role, as ROLE=NAME; may be repeated. Roles: prediction_id, timestamp, received_at, model_version, prediction_score, prediction_label, actual, actual_timestamp.",
            valueName: "role=name"))
    var column: [String] = []

    @Option(help: ArgumentHelp("Columns to count as numbers, separated by commas.", valueName: "names"))
    var numeric: String?

    @Option(help: ArgumentHelp("Columns to count as categories.", valueName: "names"))
    var categorical: String?

    @Option(help: ArgumentHelp("Columns of free text: only presence is checked.", valueName: "names"))
    var text: String?

    @Option(help: ArgumentHelp("Columns that are known of a record but no inputs of the model.", valueName: "names"))
    var tags: String?

    @Option(help: ArgumentHelp("Columns that stand in for performance while ground truth is missing: numbers, or true and false.", valueName: "names"))
    var proxies: String?

    @Option(help: ArgumentHelp("Columns to leave out.", valueName: "names"))
    var ignore: String?

    /// Whether anything is said at all.
    var isSaid: Bool {
        [config, modelName, positiveClass, numeric, categorical, text, tags, proxies, ignore].contains { $0 != nil } || task != nil || threshold != nil
            || !column.isEmpty
    }

    /// By flag, the files that are read.
    var arguments: [(part: String, arguments: [String])] { [("config", [config].compactMap(\.self))] }

    /// What flags and file say together, and what the reader should know of it.
    func settings() throws -> (settings: SchemaSettings, notes: [String]) {
        var settings = SchemaSettings()
        var notes: [String] = []
        if let config {
            let (file, unknown) = try ModelConfiguration.read(config)
            do {
                try apply(file, to: &settings)
            } catch let error as InputError {
                throw InputError("--config: \(config): columns: \(error)")
            }
            settings.decisionThreshold = try finite(file.decisionThreshold, of: "--config: \(config): decision_threshold")
            settings.slices = try (file.slices ?? [:]).sorted { $0.key < $1.key }.map { name, text in
                FollowedSlice(try SliceOptions.parsed(text, of: "--config: \(config): slices: \(name)"), name: name)
            }
            if !unknown.isEmpty { notes.append("--config: keys without meaning here: \(unknown.joined(separator: ", "))") }
        }
        settings.modelName = modelName ?? settings.modelName
        settings.task = task ?? settings.task
        settings.positiveClass = positiveClass ?? settings.positiveClass
        settings.decisionThreshold = try finite(threshold, of: "--threshold") ?? settings.decisionThreshold
        for assignment in column {
            let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw InputError("--column: '\(assignment)' is not ROLE=NAME, such as timestamp=created_at") }
            do {
                settings.roles[try role(parts[0])] = parts[1]
            } catch let error as InputError {
                throw InputError("--column: \(error)")
            }
        }
        for (names, type) in [(numeric, FeatureType.numeric), (categorical, .categorical), (text, .text)] {
            for name in list(names) { settings.types[name] = type }
        }
        settings.tags.formUnion(list(tags))
        settings.proxies.formUnion(list(proxies))
        settings.ignored.formUnion(list(ignore))
        return (settings, notes)
    }

    private func apply(_ file: ModelConfiguration, to settings: inout SchemaSettings) throws {
        settings.modelName = file.model
        settings.task = file.task
        settings.positiveClass = file.positiveClass?.value
        for (name, column) in file.columns ?? [:] { settings.roles[try role(name)] = column }
        for name in file.numericFeatures ?? [] { settings.types[name] = .numeric }
        for name in file.categoricalFeatures ?? [] { settings.types[name] = .categorical }
        for name in file.textFeatures ?? [] { settings.types[name] = .text }
        settings.tags = Set(file.tags ?? [])
        settings.proxies = Set(file.proxies ?? [])
        settings.ignored = Set(file.ignored ?? [])
    }

    private func finite(_ threshold: Double?, of place: String) throws -> Double? {
        guard let threshold, !threshold.isFinite else { return threshold }
        throw InputError("\(place): '\(threshold)' is no threshold; a number in the scores' unit is wanted, such as 0.5")
    }

    private func role(_ name: String) throws -> ColumnRole {
        let roles: [ColumnRole] = [
            .predictionID, .timestamp, .receivedAt, .modelVersion, .predictionScore, .predictionLabel, .actual,
            .actualTimestamp,
        ]
        if let role = roles.first(where: { $0.name == name }) { return role }
        if name.hasPrefix("class_score:") { return .classScore(String(name.dropFirst("class_score:".count))) }
        throw InputError(
            "'\(name)' is no role; roles are \(roles.map(\.name).joined(separator: ", ")) and class_score:CLASS")
    }

    private func list(_ names: String?) -> [String] {
        names?.split(separator: ",").map { String($0).trimmingPrefix(" ").description } ?? []
    }
}

extension ModelTask: ExpressibleByArgument {}
