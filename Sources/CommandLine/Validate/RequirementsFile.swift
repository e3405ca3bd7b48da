internal import Domain
internal import Foundation
internal import Yams

/// A YAML (or JSON) file of requirements. Every mistake in it is told with its line and column before any data are read.
struct RequirementsFile {
    /// As people call it.
    let name: String
    let requirements: [Requirement]

    private static let sections = ["defaults", "slices", "metrics", "champion", "fairness", "skew", "bad_slices", "data"]

    init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue, let data = FileManager.default.contents(atPath: path) else {
            throw InputError("--requirements: \(path) cannot be read; check the path, or begin with what --example prints")
        }
        guard let text = String(validating: data, as: UTF8.self) else { throw InputError("--requirements: \(path) is not valid UTF-8") }
        try self.init(text, named: path)
    }

    init(_ text: String, named name: String) throws {
        self.name = name
        let fields = try YAMLFields(YAMLText.compose(text, named: name), in: name, of: "requirements")
        try fields.requireKeys(Self.sections)
        let defaults = try RequirementDefaults(fields["defaults"].map { try YAMLFields($0, in: name, of: "defaults") })
        let reader = RequirementReader(file: name, defaults: defaults, slices: try SliceNames(fields["slices"].map { try YAMLFields($0, in: name, of: "slices") }))
        var found: [Requirement] = []
        for entry in fields.entries where entry.name != "defaults" && entry.name != "slices" && entry.value.tagName != .null {
            // One requirement need not be in a list.
            for element in entry.value.sequence.map(Array.init) ?? [entry.value] { found.append(try reader.requirement(element, of: entry.name)) }
        }
        guard !found.isEmpty else {
            throw InputError("\(name): there is no requirement; add some to \(Self.sections.dropFirst(2).joined(separator: ", ")), or begin with what --example prints")
        }
        requirements = found
    }
}

/// What holds for all requirements that do not say otherwise.
struct RequirementDefaults {
    var isConfident = false
    var confidence = 0.95
    var leastRows = 100
    var tooFew = Requirement.Effect.fail

    static let keys = ["confident", "confidence", "min_rows", "too_few"]

    init(_ fields: YAMLFields?) throws {
        guard let fields else { return }
        try fields.requireKeys(Self.keys)
        try read(fields)
    }

    /// Takes over what these fields say.
    mutating func read(_ fields: YAMLFields) throws {
        isConfident = try fields.flag("confident") ?? isConfident
        confidence = try fields.number("confidence", in: 0.5...0.9999, example: "0.95") ?? confidence
        leastRows = try fields.count("min_rows", atLeast: 1, example: "100") ?? leastRows
        tooFew = try fields.choice("too_few", Requirement.Effect.self) ?? tooFew
    }
}

/// Slices by the names that the file gives them.
struct SliceNames {
    private var slices: [String: Slice] = [:]
    /// What stands for all records.
    static let all = "all"

    init(_ fields: YAMLFields?) throws {
        for entry in fields?.entries ?? [] {
            guard entry.name != Self.all else { throw YAMLFields.error(entry.place, "'all' stands for all records; call the slice otherwise") }
            let text = try YAMLFields.text(entry.value, in: entry.place.file, of: entry.name)
            slices[entry.name] = try Self.parsed(text, at: YAMLFields.place(entry.value, in: entry.place.file))
        }
    }

    /// The slice of a name, or in the language of slices.
    func slice(_ text: String, at place: SourcePlace) throws -> NamedSlice {
        if text == Self.all { return NamedSlice(nil, name: text, place: place) }
        if let slice = slices[text] { return NamedSlice(slice, name: text, place: place) }
        // A bare word may be a column of true and false; where a name is near, that was meant.
        let isName = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        if isName, let nearest = NearestName.nearest(to: text, among: slices.keys.sorted()) {
            throw YAMLFields.error(place, "there is no slice '\(text)'; did you mean \(nearest)?")
        }
        let slice = try Self.parsed(text, at: place)
        return NamedSlice(slice, name: slice.description, place: place)
    }

    static func parsed(_ text: String, at place: SourcePlace) throws -> Slice {
        do {
            return try Slice(parsing: text)
        } catch {
            throw YAMLFields.error(place, "\(error)")
        }
    }
}
