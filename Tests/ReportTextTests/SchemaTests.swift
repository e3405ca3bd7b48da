import Domain
import Foundation
import Testing

@testable import ReportText

/// Protects those who read the report by its published schema.
@Suite struct SchemaTests {
    private let schema: JSONValue

    init() throws {
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: package.appending(path: "docs/check-report.schema.json"))
        schema = try JSONDecoder().decode(JSONValue.self, from: data)
    }

    private var checker: SchemaChecker { SchemaChecker(root: schema) }

    private func json(_ report: CheckReport) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: JSONReport.data(of: report))
    }

    @Test(arguments: ["full", "healthy", "bare", "empty"])
    func reportsAreValid(name: String) throws {
        let report = try #require(MockReport.all.first { $0.name == name }).report
        #expect(checker.complaints(about: try json(report)) == [])
    }

    @Test(arguments: [
        "verdict", "alerts.0.value", "alerts.0.slice", "diagnosis.failure_mode", "diagnosis.advice", "diagnosis.evidence.0.supports", "diagnosis.coinciding.0.since", "model.task",
        "windows.3.rows", "features.0.reference.missing", "features.0.drift.0.points.2.count", "sources.0.files",
        "performance.0.higher_is_better", "quality.0.points.0.window", "quality.0.unit", "model.columns.0.origin",
    ])
    func aMissingKeyIsRefused(path: String) throws {
        try expectRefused(path, nil)
    }

    @Test(arguments: [
        ("verdict", .string("fatal")), ("verdict", .null), ("schema_version", .string("2")),
        ("alerts.0.kind", .string("mood")), ("alerts.0.value", .string("0.8")), ("alerts.0.since", .number(3)),
        ("alerts.0.windows.0", .number(1.5)), ("windows.0.rows", .number(-1)), ("windows.0.rows", .number(0.5)),
        ("diagnosis.probability", .number(1.01)), ("diagnosis.since", .number(3)), ("diagnosis.alternatives.0.probability", .number(-0.1)),
        ("diagnosis.coinciding.0.surprise", .null), ("diagnosis.decomposition.broken_data", .string("x")),
        ("features.0.type", .string("number")), ("features.0.drift", .object([:])),
        ("features.0.distribution.edges.0", .null), ("features.0.drift.0.points.0.p_value", .number(-0.1)),
        ("model.columns.0.role", .string("boss")), ("model.columns.0.role", .string("class_score")), ("model.columns.0.type", .bool(true)),
        ("performance.0.higher_is_better", .number(1)), ("quality.0.feature", .array([])), ("notes.0", .null),
        ("windows.0.surprise", .null), ("surprise", .string("x")), ("model.task", .string("ranking")),
    ] as [(String, JSONValue)])
    func aWrongValueIsRefused(path: String, value: JSONValue) throws {
        try expectRefused(path, value)
    }

    private func expectRefused(_ path: String, _ value: JSONValue?) throws {
        let sound = try json(MockReport.full)
        let broken = sound.replacing(path.split(separator: ".").map(String.init)[...], with: value)
        #expect(broken != sound, "\(path) leads nowhere")
        #expect(!checker.complaints(about: broken).isEmpty, "\(path)")
    }

    /// A property that no report ever has would be a promise that is not kept.
    @Test func everyPropertyOccurs() throws {
        var seen = Set<String>()
        collectKeys(try json(MockReport.full), into: &seen)
        for (place, object) in objects where place != "decomposition" {
            for name in object.keys { #expect(seen.contains(name), "\(place).\(name) is in no report") }
        }
    }

    @Test func everyPropertyIsDescribedAndEveryObjectIsClosed() throws {
        #expect(schema.members?["$id"] == .string("urn:assay:check-report:\(CheckReport.currentSchemaVersion)"))
        for (place, object) in objects {
            for (name, property) in object {
                let text = property.members?["description"]?.text ?? ""
                #expect(text.count >= 8 && text.hasSuffix("."), "\(place).\(name)")
            }
        }
        for (name, definition) in schema.members?["$defs"]?.members ?? [:] {
            #expect(definition.members?["description"] != nil, "\(name)")
            if definition.members?["properties"] != nil {
                #expect(definition.members?["additionalProperties"] == .bool(false), "\(name)")
            }
        }
    }

    /// Names in enumerations are those of the types, no more and no fewer.
    @Test func enumerationsAreThoseOfTheTypes() {
        func names(_ path: String...) -> Set<String> {
            let target = path.reduce(schema) { $0.members?[$1] ?? .null }
            return Set((target.members?["enum"]?.items ?? []).compactMap(\.text))
        }
        #expect(names("$defs", "severity") == Set(Severity.allCases.map(\.rawValue)))
        #expect(names("$defs", "alert", "properties", "kind") == Set(Alert.Kind.allCases.map(\.rawValue)))
        #expect(names("$defs", "column_type") == Set(FeatureType.allCases.map(\.rawValue)))
        #expect(names("$defs", "column", "properties", "type") == Set(FeatureType.allCases.map(\.rawValue)))
        let roles = schema.members?["$defs"]?.members?["column"]?.members?["properties"]?.members?["role"]?.members?["anyOf"]?.items
        #expect(Set((roles?.first?.members?["enum"]?.items ?? []).compactMap(\.text)) == Set(ColumnRole.plain.map(\.name)))
        #expect(names("$defs", "model", "properties", "task") == Set(ModelTask.allCases.map(\.rawValue)))
    }

    @Test func anUncheckedKeywordIsNoticed() {
        let checker = SchemaChecker(root: .object(["maxLength": .number(0)]))
        #expect(checker.complaints(about: .string("b")) == ["$: the keyword maxLength is not checked"])
    }

    private var objects: [(place: String, properties: [String: JSONValue])] {
        let definitions = schema.members?["$defs"]?.members ?? [:]
        return [("$", schema.members?["properties"]?.members ?? [:])]
            + definitions.compactMap { name, value in value.members?["properties"]?.members.map { (name, $0) } }
    }

    private func collectKeys(_ value: JSONValue, into keys: inout Set<String>) {
        for (name, member) in value.members ?? [:] {
            keys.insert(name)
            collectKeys(member, into: &keys)
        }
        for item in value.items ?? [] { collectKeys(item, into: &keys) }
    }
}
