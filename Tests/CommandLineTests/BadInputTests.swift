import Foundation
import Store
import Testing

@testable import CommandLine

/// Protects against input that cannot be used: it ends with exit code 2 and a message that says what to do about it.
@Suite struct BadInputTests {
    private let bench = CheckBench()

    private func refuses(_ reference: String, _ current: String, _ options: String..., saying words: [String]) async {
        await bench.refuses(["--reference", reference, "--current", current] + options, saying: words)
    }

    @Test func filesThatAreNotThere() async throws {
        let sound = try bench.sound()
        let missing = bench.path("missing.csv")
        await refuses(sound, missing, saying: ["--current", missing, "check the path"])
        await refuses(missing, sound, saying: ["--reference", missing, "check the path"])
    }

    @Test func filesWithoutRows() async throws {
        let sound = try bench.sound()
        let files = [
            ("empty.csv", "", "the first line must name the columns"), ("header.csv", "prediction_id,x,c\n", "no rows"),
        ]
        for (name, text, complaint) in files {
            let file = try bench.file(name, text)
            await refuses(sound, file, saying: ["--current", name, complaint])
            await refuses(file, sound, saying: ["--reference", name, complaint])
        }
    }

    @Test func filesOfAnotherKind() async throws {
        let sound = try bench.sound()
        let unknown = try bench.file("records.foo", "x\n1\n")
        await refuses(sound, unknown, saying: ["records.foo", ".parquet", ".csv"])
        let folder = URL(fileURLWithPath: sound).deletingLastPathComponent().path
        await refuses(sound, folder, saying: [folder, "is a folder", "*.parquet"])
        let fake = try bench.file("fake.parquet", "nothing of the kind")
        await refuses(sound, fake, saying: ["--current", "fake.parquet", "no Parquet file", "name it by what it is"])
        await bench.refuses(
            ["--reference", sound, "--current", fake, sound], saying: ["--current", "fake.parquet", "sound.csv", "formats"])
    }

    @Test func filesWithoutACommonColumn() async throws {
        let sound = try bench.sound()
        let other = try bench.file("other.csv", "foo,bar\n1,2\n")
        await refuses(sound, other, saying: ["sound.csv has prediction_id, x, c", "other.csv has foo, bar", "rename"])
        let capitals = try bench.file("capitals.csv", "Prediction_ID,X,C\n1,2.5,a\n")
        await refuses(sound, capitals, saying: ["capitals.csv", "capitals and small letters"])
        await refuses(sound, sound, "--ignore", "x,c", saying: ["no columns to compare"])
    }

    private func labelled(_ name: String, _ classes: [String]) throws -> String {
        try bench.table(name, "prediction_id,x,prediction_label,actual") {
            "\($0),\($0 % 7).5,\(classes[$0 / 2 % classes.count]),\(classes[$0 % classes.count])"
        }
    }

    /// Else every record would be a negative, all decided rightly.
    @Test func aPositiveClassThatNoRecordHas() async throws {
        let file = try labelled("labelled.csv", ["good", "bad"])
        await refuses(
            file, file, "--positive-class", "goood", saying: ["--positive-class", "'goood'", "'actual'", "'bad', 'good'", "did you mean 'good'?"])
        #expect(try await bench.check(file, file, "--positive-class", "good").model.classes == ["bad", "good"])
    }

    /// Which class is positive is said wherever somebody could mean the other one.
    @Test(arguments: [(["1", "2"], true), (["good", "bad"], true), (["0", "1"], false), (["no", "yes"], false), (["True", "False"], false)])
    func aGuessedPositiveClassIsNoted(_ classes: [String], _ isNoted: Bool) async throws {
        let file = try labelled("labelled.csv", classes)
        let report = try await bench.check(file, file)
        #expect(report.notes.contains { $0.contains("Taken as the positive class: '\(report.model.classes.last ?? "")'") } == isNoted)
    }

    @Test(arguments: ["nan", "inf", "-inf"]) func thresholdsThatAreNoNumber(text: String) async throws {
        let sound = try bench.sound()
        await refuses(sound, sound, "--threshold=\(text)", saying: ["--threshold", text, "such as 0.5"])
        let file = try bench.file("model.yaml", "decision_threshold: .\(text.last == "n" ? "nan" : "inf")\n")
        await refuses(sound, sound, "--config", file, saying: ["model.yaml", "decision_threshold", "such as 0.5"])
    }

    @Test func standardOutputTakesOneForm() async throws {
        let sound = try bench.sound()
        await refuses(sound, sound, "--json", "-", "--html", "-", saying: ["--json and --html", "standard output"])
    }

    @Test func columnsThatDoNotExist() async throws {
        let sound = try bench.sound()
        await refuses(sound, sound, "--column", "actual=nope", saying: ["'nope'", "actual", "prediction_id, x, c"])
        await refuses(sound, sound, "--column", "wizard=x", saying: ["--column", "'wizard' is no role", "timestamp"])
        await refuses(sound, sound, "--column", "actual", saying: ["--column", "'actual'", "ROLE=NAME"])
        await refuses(sound, sound, "--numeric", "nope", saying: ["'nope'", "numeric", "prediction_id, x, c"])
        await refuses(sound, sound, "--tags", "nope", saying: ["'nope'", "tag", "prediction_id, x, c"])
        let report = try await bench.check(sound, sound, "--ignore", "nope")
        #expect(report.notes.contains { $0.contains("'nope'") })
    }

    @Test func optionsThatMeanNothing() async throws {
        let sound = try bench.sound()
        for by in ["fortnight", "rows:0", "rows:-1", "rows:", "rows:99999999999999999999"] {
            await refuses(sound, sound, "--by", by, saying: [by, "--by", "hour, day, week, rows:N or all"])
        }
        await refuses(sound, sound, "--rules", "magic", saying: ["'magic'", "assay", "fixed"])
        await refuses(sound, sound, "--alert-budget", "0", saying: ["--alert-budget", "0.5"])
        await refuses(sound, sound, "--task", "sorcery", saying: ["sorcery", "'binary', 'multiclass' or 'regression'"])
        await refuses(sound, sound, "--by", "day", saying: ["day", "--column timestamp=", "--by rows:N"])
        await bench.refuses(["--current", sound], saying: ["--reference"])
        await bench.refuses(["--reference", sound], saying: ["--current"])
    }

    @Test func configurationsThatCannotBeRead() async throws {
        let sound = try bench.sound()
        let cases = [
            ("broken.yaml", "task: binary\ncolumns: [1,\n", ["line"]), ("list.yaml", "- 1\n", ["keys and values"]),
            ("empty.yaml", "", ["keys and values"]), ("task.yaml", "task: sorcery\n", ["task", "sorcery", "multiclass"]),
            ("columns.yaml", "columns: 3\n", ["columns"]), ("role.yaml", "columns: {wizard: x}\n", ["'wizard' is no role"]),
        ]
        for (name, text, words) in cases {
            let file = try bench.file(name, text)
            await refuses(sound, sound, "--config", file, saying: ["--config", name] + words)
        }
        await refuses(sound, sound, "--config", bench.path("none.yaml"), saying: ["--config", "none.yaml", "check the path"])
    }

    @Test func reportsThatCannotBeWritten() async throws {
        let sound = try bench.sound()
        await refuses(sound, sound, "--html", bench.path("none/page.html"), saying: ["page.html", "cannot be written"])
    }

    @Test func aLimitOfMemoryNamesItsFlag() {
        let message = Program.message(of: StoreError(.memoryLimit, "the engine needs more than 100 MB"))
        #expect(message.contains("100 MB") && message.contains("--memory"))
    }
}
