import Domain
import Foundation
import HTTPServer
import Ingest
import Testing

@testable import CommandLine

/// Protects `assay model` on a store's folder, and what it says of files that cannot be used.
@Suite struct ModelCommandTests {
    private let bench = StoreBench()

    private static let yaml = """
        # what we score
        name: churn
        task: binary
        classes: ["0", "1"]
        positive_class: '1'
        shadow_versions: [2026-01-31]
        retention: {records_days: 90}
        columns:
          - {name: score, role: prediction_score}
          - name: age
            type: numeric
            minimum: 0
            maximum: 1.2e2
          - {name: region, role: tag, type: categorical, protected: yes}
        """

    private func model(_ command: String, _ options: String...) async -> Int32 {
        await Program.run(["model", command, "--data", bench.path("store")] + options)
    }

    private var models: LocalModels { LocalModels(folder: StoreFolder(path: bench.path("store"), memory: 200)) }

    @Test func aModelIsDescribedChangedConfirmedAndDeleted() async throws {
        let file = try bench.file("churn.yaml", Self.yaml)
        #expect(await model("create", file) == 0)
        let made = try await models.model("churn")
        let region = ModelDefinition.Column(name: "region", role: .tag, type: .categorical, isProtected: true)
        let definition = ModelDefinition(
            name: "churn", task: .binary, positiveClass: "1", classes: ["0", "1"],
            columns: [
                .init(name: "score", role: .predictionScore, type: nil),
                .init(name: "age", role: .feature, type: .numeric, minimum: 0, maximum: 120), region,
            ], shadowVersions: ["2026-01-31"], retention: .init(records: 90))
        #expect(made.definition == definition)
        #expect(await model("show", "churn") == 0)
        #expect(await model("show", "churn", "--json") == 0)
        #expect(await model("list") == 0)
        // The same in JSON is the same, and so is what is shown as YAML.
        #expect(await model("replace", try bench.file("churn.json", try JSONText.of(made.definition))) == 0)
        #expect(try await models.model("churn").definition == definition)
        let shown = try bench.file("shown.yaml", try YAMLText.of(definition))
        #expect(await model("replace", shown) == 0)
        #expect(try await models.model("churn").definition == definition)

        let wider = try bench.file("wider.yaml", Self.yaml + "\n  - {name: plan, role: tag}\nconfirmed: no\n")
        await bench.refuses(
            ["model", "replace", "--data", bench.path("store"), "--revision", "1", wider], saying: ["wider.yaml", "changed meanwhile"])
        let revision = try await models.model("churn").revision
        #expect(await model("replace", "--revision", "\(revision)", wider) == 0)
        #expect(try await models.model("churn").definition.isConfirmed == false)
        #expect(await model("confirm", "churn") == 0)
        #expect(try await models.model("churn").definition.isConfirmed)
        #expect(try await models.model("churn").definition.columns.count == 4)

        await bench.refuses(["model", "delete", "--data", bench.path("store"), "churn"], saying: ["Delete churn", "--yes"])
        #expect(await model("delete", "churn", "--yes") == 0)
        #expect(try await models.models().isEmpty)
        #expect(await model("list") == 0)
    }

    @Test func whatIsDeletedIsGoneFromTheFile() async throws {
        try await bench.makeStore()
        let file = URL(filePath: bench.path("store/assay.duckdb"))
        let secret = Data(StoreBench.secret.utf8)
        #expect(try Data(contentsOf: file).range(of: secret) != nil)
        #expect(await model("delete", "m", "--yes") == 0)
        #expect(try Data(contentsOf: file).range(of: secret) == nil)
        #expect(await Program.run(["store", "verify", "--data", bench.path("store")]) == 0)
    }

    @Test func aGuessedModelIsShownWithWhatWasGuessed() async throws {
        try await bench.makeStore()
        let text = try await models.model("m").text
        for word in ["m: binary, guessed, waits for confirmation", "records are kept: for ever", "    x              feature        numeric"] {
            #expect(text.contains(word), "\(text)")
        }
    }

    @Test func mistakesInAFileAreToldWithTheirLines() async throws {
        let create = ["model", "create", "--data", bench.path("store")]
        func refuses(_ text: String, as name: String = "m.yaml", saying words: String...) async throws {
            await bench.refuses(create + [try bench.file(name, text)], saying: words)
        }
        try await refuses("name: m\ntask: binry\n", saying: "m.yaml, line 2: task: one of binary,")
        try await refuses("name: m\n", saying: "m.yaml, line 1: task: missing")
        try await refuses("name: m\ntask: binary\nclasses:\n  - 0\n  - '1'", saying: "m.yaml, line 4: classes.0: ", "put it in quotes")
        try await refuses("name: m\ntask: binary\ncolumns:\n  - name: a\n    rolle: tag", saying: "m.yaml, line 5: columns.0.rolle: unknown; known are name")
        try await refuses("name: m\ntask: binary\ncolumns:\n  - name: a\n    role: king", saying: "m.yaml, line 5: columns.0.role: 'king' is no role")
        try await refuses("name: m\ntask: binary\ncolumns: [{name: a}, {name: a}]", saying: "m.yaml: columns: 'a' is there twice")
        try await refuses("name: m\ntask: binary\nretention:\n", saying: "line 3: retention: ", "leave the field out")
        try await refuses("name: m\n  task: binary\n", saying: "m.yaml, line 2, column 7: this is no YAML")
        try await refuses("name: m\nname: n\n", saying: "m.yaml, line 1: 'name' is there twice")
        try await refuses("name: m\n---\nname: n\n", saying: "m.yaml, line 2")
        try await refuses("name: m\ntask: binary\ncolumns: [{name: a, maximum: .inf}]", saying: "line 3: .inf is no finite number")
        try await refuses("", saying: "m.yaml is empty")
        try await refuses("binary", saying: "m.yaml: an object is wanted")
        try await refuses("{\"name\": \"m\",\n \"task\": binary}", as: "m.json", saying: "m.json, line 2, column 10: a value is wanted here")
        try await refuses("{\"name\": \"m\",\n \"task\": \"binry\"}", as: "m.json", saying: "m.json, line 2: task: ")
        await bench.refuses(create + [bench.path("none.yaml")], saying: ["none.yaml cannot be read"])
        #expect(!FileManager.default.fileExists(atPath: bench.path("store")), "what is refused makes no store")
    }

    @Test func modelsThatAreNotThereAreNamed() async throws {
        let data = ["--data", bench.path("store")]
        let file = try bench.file("m.yaml", "name: n\ntask: regression\n")
        for command in [["list"], ["show", "m"], ["confirm", "m"], ["delete", "m", "--yes"], ["replace", file]] {
            await bench.refuses(["model"] + command + data, saying: ["--data", "no store"])
        }
        try await bench.makeStore()
        for command in [["show", "n"], ["confirm", "n"], ["delete", "n", "--yes"], ["replace", file]] {
            await bench.refuses(["model"] + command + data, saying: ["no model 'n'", "there are: m"])
        }
        await bench.refuses(["model", "create"] + data + [try bench.file("m.yaml", "name: m\ntask: regression\n")], saying: ["'m' already", "assay model replace"])
        await bench.refuses(["model", "list"], saying: ["--data", "--server"])
        await bench.refuses(["model", "list", "--key", "x"] + data, saying: ["--key", "--server"])
        await bench.refuses(["model", "list", "--server", "nowhere"], saying: ["--server", "https://"])
        await bench.refuses(["model", "list", "--server", "http://127.0.0.1:1"], with: 3, saying: ["http://127.0.0.1:1: it cannot be reached"])
    }
}
