internal import Domain
internal import Yams

/// A mapping of a YAML file whose values are read one by one, each mistake told with its line and column.
struct YAMLFields {
    /// The file, as people call it.
    let file: String
    let place: SourcePlace
    private let mapping: Node.Mapping

    /// - Parameter what: what the mapping is, for the message when it is none.
    init(_ node: Node, in file: String, of what: String) throws {
        guard let mapping = node.mapping else {
            throw Self.error(Self.place(node, in: file), "\(what): keys and values are wanted here")
        }
        self.file = file
        self.mapping = mapping
        place = Self.place(node, in: file)
    }

    static func place(_ node: Node, in file: String) -> SourcePlace {
        SourcePlace(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    static func error(_ place: SourcePlace, _ text: String) -> InputError { InputError("\(place): \(text)") }

    /// - Throws: `InputError` for a key that means nothing here, with the one that was probably meant.
    func requireKeys(_ known: [String]) throws {
        for key in mapping.keys {
            guard let name = key.scalar?.string else { throw Self.error(Self.place(key, in: file), "a key has to be a text") }
            guard !known.contains(name) else { continue }
            let remedy = NearestName.nearest(to: name, among: known).map { "did you mean \($0)?" } ?? "there are: \(known.joined(separator: ", "))"
            throw Self.error(Self.place(key, in: file), "there is no key '\(name)' here; \(remedy)")
        }
    }

    /// In the order of the file, with the places of the keys.
    var entries: [(name: String, place: SourcePlace, value: Node)] {
        mapping.compactMap { key, value in key.scalar.map { ($0.string, Self.place(key, in: file), value) } }
    }

    /// What a key has; `nil` where it is not there, or has nothing.
    subscript(key: String) -> Node? { mapping[key].flatMap { $0.tagName == .null ? nil : $0 } }

    /// Where a key's value is, or what is around it.
    func place(of key: String) -> SourcePlace { mapping[key].map { Self.place($0, in: file) } ?? place }

    func text(_ key: String) throws -> String? {
        guard let node = self[key] else { return nil }
        return try Self.text(node, in: file, of: key)
    }

    static func text(_ node: Node, in file: String, of key: String) throws -> String {
        guard let scalar = node.scalar else { throw error(place(node, in: file), "\(key): a text is wanted here") }
        return scalar.string
    }

    /// - Parameter range: in which it is to be; `example` is one of them.
    func number(_ key: String, in range: ClosedRange<Double> = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude, example: String) throws -> Double? {
        guard let node = self[key] else { return nil }
        let wanted = "\(key): a number is wanted here, such as \(example)"
        guard let scalar = node.scalar, node.tagName == .int || node.tagName == .float, let number = Double.construct(from: scalar), number.isFinite else {
            let quoted = node.scalar.flatMap { Double($0.string) } != nil ? "; leave out the quotes" : ""
            throw Self.error(place(of: key), wanted + quoted)
        }
        guard range.contains(number) else {
            throw Self.error(place(of: key), "\(key): \(scalar.string) is out of range; a number is wanted here, such as \(example)")
        }
        return number
    }

    func count(_ key: String, atLeast least: Int, example: String) throws -> Int? {
        guard let number = try number(key, in: Double(least)...1e15, example: example) else { return nil }
        guard let count = Int(exactly: number) else { throw Self.error(place(of: key), "\(key): a whole number is wanted here, such as \(example)") }
        return count
    }

    func flag(_ key: String) throws -> Bool? {
        guard let node = self[key] else { return nil }
        guard let scalar = node.scalar, node.tagName == .bool, let flag = Bool.construct(from: scalar) else {
            throw Self.error(place(of: key), "\(key): true or false is wanted here")
        }
        return flag
    }

    /// One of some words.
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) throws -> Choice? where Choice.RawValue == String {
        guard let text = try text(key) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let nearest = NearestName.nearest(to: text, among: known).map { "; did you mean \($0)?" } ?? ""
        throw Self.error(place(of: key), "\(key): '\(text)' is none of \(known.joined(separator: ", "))\(nearest)")
    }

    /// The elements of a list; one value is a list of one.
    func list(_ key: String) -> [Node]? {
        guard let node = self[key] else { return nil }
        if let sequence = node.sequence { return Array(sequence) }
        return [node]
    }

    /// Names with their places; `nil` where the key is not there.
    func names(_ key: String) throws -> [PlacedName]? {
        try list(key)?.map { PlacedName(try Self.text($0, in: file, of: key), place: Self.place($0, in: file)) }
    }
}
