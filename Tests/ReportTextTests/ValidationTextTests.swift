import Domain
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import ReportText

/// Protects what people and forges see of a validation: the terminal, a comment on a pull request, JUnit and JSON.
@Suite struct ValidationTextTests {
    /// Compares with a stored text; with `ASSAY_UPDATE_GOLDEN=1` it writes the text instead.
    private func compare(_ text: String, _ name: String, _ ending: String, source: String = #filePath) throws {
        if ProcessInfo.processInfo.environment["ASSAY_UPDATE_GOLDEN"] != nil {
            let folder = URL(fileURLWithPath: source).deletingLastPathComponent().appending(path: "Golden")
            try Data(text.utf8).write(to: folder.appending(path: "\(name).\(ending)"))
            return
        }
        let stored = try #require(Bundle.module.url(forResource: name, withExtension: ending, subdirectory: "Golden"))
        #expect(text == String(decoding: try Data(contentsOf: stored), as: UTF8.self))
    }

    private static func report(_ name: String) throws -> ValidationReport { try #require(MockValidation.all.first { $0.name == name }).report }

    @Test(arguments: MockValidation.all.map(\.name)) func looksAsStored(name: String) throws {
        let report = try Self.report(name)
        try compare(TerminalValidation(width: 80).text(of: report), name, "txt")
        try compare(MarkdownValidation().text(of: report), name, "md")
        try compare(JUnitValidation().text(of: report), name, "xml")
    }

    @Test func quietSaysTheVerdictAndWhatIsNotMet() throws {
        try compare(TerminalValidation(width: 80, isQuiet: true).text(of: MockValidation.failed), "validation-quiet", "txt")
        #expect(TerminalValidation(isQuiet: true).text(of: MockValidation.passed) == "✓ PASSED  churn-2 meets the requirement.\n")
    }

    @Test(arguments: [60, 80, 120, 160]) func noLineIsWiderThanAskedAndNothingSteersTheTerminal(width: Int) {
        for (_, report) in MockValidation.all {
            let text = TerminalValidation(width: width).text(of: report)
            for line in text.split(separator: "\n") { #expect(DisplayWidth.of(line) <= width, "\(line)") }
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
            #expect(!text.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
            let coloured = TerminalValidation(width: width, style: .ansi).text(of: report)
            #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == text)
        }
    }

    /// What Markdown, HTML and the forges act on is nowhere in what comes from names.
    @Test(arguments: MockValidation.names) func escapedTextIsOnlyText(name: String) {
        for text in [MarkdownText.escaped(name), MarkdownText.code(name)] {
            let bare = text.replacing(#/^<code>|<\/code>$/#, with: "").replacing("<!-- -->", with: "").replacing(#/&#\d+;/#, with: "")
            for character in "|`*_[]<>#!~&@$\\\n\r" { #expect(!bare.contains(character), "'\(character)' in \(text)") }
        }
        #expect(!MarkdownText.escaped(name).contains("://") && !MarkdownText.escaped(name).lowercased().contains("www.e"))
    }

    @Test func markdownKeepsItsShapeWhateverTheNames() {
        let text = MarkdownValidation().text(of: MockValidation.hostile)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count == MockValidation.names.count + 2)
        // Bars that part cells: one more than cells, in every row.
        for row in rows { #expect(row.count { $0 == "|" } == 7, "\(row)") }
        #expect(text.matches(of: #/<details>/#).count == text.matches(of: #/<\/details>/#).count)
        #expect(text.matches(of: #/<(?!/?(?:details|summary|code|!--))/#).isEmpty)
    }

    @Test func manyResultsAreCounted() {
        var report = MockValidation.failed
        report.results = (0..<250).map { place in
            var result = MockValidation.failed.results[2]
            result.line = place
            return result
        }
        let text = MarkdownValidation().text(of: report)
        #expect(text.contains("… and 150 more") && text.count < 65_536)
    }

    /// Counts elements and collects attributes; fails on anything not well formed.
    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
        ) {
            elements.append((name, attributes))
        }

        func count(_ name: String) -> Int { elements.count { $0.name == name } }
    }

    @Test(arguments: MockValidation.all.map(\.name)) func junitCountsWhatItHas(name: String) throws {
        let report = try Self.report(name)
        for level in [Severity.error, .warning] {
            let reader = Reader()
            let parser = XMLParser(data: Data(JUnitValidation(failOn: level).text(of: report).utf8))
            parser.delegate = reader
            #expect(parser.parse())
            #expect(reader.count("testcase") == report.results.count)
            #expect(reader.count("failure") == report.results.count { $0.effect.severity >= level })
            let root = try #require(reader.elements.first)
            #expect(root.attributes["tests"] == String(report.results.count) && root.attributes["failures"] == String(reader.count("failure")))
        }
    }

    // MARK: - JSON

    private static let schema: JSONValue = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: package.appending(path: "docs/validation-report.schema.json")))
        } catch {
            return .null  // every test of the schema fails
        }
    }()

    private func json(_ report: ValidationReport) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: JSONReport.data(of: report))
    }

    @Test(arguments: MockValidation.all.map(\.name)) func jsonIsAsItsSchemaSays(name: String) throws {
        var report = try Self.report(name)
        let checker = SchemaChecker(root: Self.schema)
        #expect(checker.complaints(about: try json(report)) == [])
        (report.records, report.task, report.version, report.champion, report.model) = (nil, nil, nil, nil, nil)
        #expect(checker.complaints(about: try json(report)) == [])
    }

    @Test(arguments: [
        ("verdict", .string("maybe")), ("schema_version", .string("2")), ("results.0.kind", .string("mood")), ("results.0.outcome", .string("fine")),
        ("results.0.effect", nil), ("results.0.line", .number(0)), ("results.0.rows", .number(0.5)), ("results.0.surprise", .null), ("records.judged", nil),
        ("results.0.limit.lowest", .string("x")), ("notes.0", .null), ("results", nil),
    ] as [(String, JSONValue?)])
    func whatIsWrongIsRefused(path: String, value: JSONValue?) throws {
        let sound = try json(MockValidation.failed)
        let broken = sound.replacing(path.split(separator: ".").map(String.init)[...], with: value)
        #expect(broken != sound, "\(path) leads nowhere")
        #expect(!SchemaChecker(root: Self.schema).complaints(about: broken).isEmpty)
    }

    @Test func everyPropertyIsDescribedAndOccurs() throws {
        let seen = String(decoding: try JSONReport.data(of: MockValidation.failed), as: UTF8.self)
        let definitions = Self.schema.members?["$defs"]?.members ?? [:]
        for object in [Self.schema] + definitions.values {
            for (name, property) in object.members?["properties"]?.members ?? [:] {
                #expect(seen.contains("\"\(name)\""), "\(name) is in no report")
                let text = property.members?["description"]?.text
                #expect(text?.hasSuffix(".") == true, "\(name)")
            }
        }
        func names(_ path: String...) -> Set<String> {
            Set((path.reduce(Self.schema) { $0.members?[$1] ?? .null }.members?["enum"]?.items ?? []).compactMap(\.text))
        }
        #expect(names("$defs", "effect") == Set(Requirement.Effect.allCases.map(\.rawValue)))
        #expect(names("$defs", "result", "properties", "kind") == Set(RequirementResult.Kind.allCases.map(\.rawValue)))
        #expect(names("$defs", "result", "properties", "outcome") == Set(RequirementResult.Outcome.allCases.map(\.rawValue)))
        #expect(names("properties", "task") == Set(ModelTask.allCases.map(\.rawValue)))
    }
}
