internal import Foundation
internal import Yams

/// Settings as texts, each with the place it comes from: flags before environment before file.
struct ServeValues {
    private var texts: [ServeSetting: (text: String, source: String)] = [:]

    /// - Throws: `InputError` for a file that cannot be read or has keys that mean nothing.
    init(options: ServeOptions, environment: [String: String]) throws {
        if let path = options.config {
            for (setting, text) in try Self.read(path) { texts[setting] = (text, "\(path): \(setting.rawValue)") }
        }
        for setting in ServeSetting.allCases {
            if let text = environment[setting.variable] { texts[setting] = (text, setting.variable) }
        }
        for (setting, text) in options.values { texts[setting] = (text, setting.flag) }
    }

    func text(_ setting: ServeSetting) -> String? { texts[setting]?.text }

    func required(_ setting: ServeSetting) -> String { texts[setting]?.text ?? setting.usual ?? "" }

    /// A whole number in this range; `nil` when it is not set and has no usual value.
    func integer(_ setting: ServeSetting, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = text(setting) ?? setting.usual else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw complaint(setting, "a whole number from \(range.lowerBound) to \(range.upperBound) is wanted")
        }
        return value
    }

    func boolean(_ setting: ServeSetting) throws -> Bool {
        switch required(setting) {
        case "true", "1", "yes": true
        case "false", "0", "no": false
        default: throw complaint(setting, "true or false is wanted")
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ setting: ServeSetting) throws -> Choice
    where Choice.RawValue == String {
        guard let choice = Choice(rawValue: required(setting)) else {
            throw complaint(setting, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")) is wanted")
        }
        return choice
    }

    func complaint(_ setting: ServeSetting, _ reason: String) -> InputError {
        InputError("\(texts[setting]?.source ?? setting.flag): \(reason), not '\(required(setting))'")
    }

    private static func read(_ path: String) throws -> [(ServeSetting, String)] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError("--config: \(path) cannot be read; check the path")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: String(decoding: data, as: UTF8.self))
        } catch {
            throw InputError("--config: \(path) is no YAML: \(error)")
        }
        guard let root else { return [] }
        guard let mapping = root.mapping else {
            throw InputError("--config: \(path): keys and values are wanted, such as 'port: 8420'")
        }
        return try mapping.map { key, value in
            let name = key.string ?? ""
            let line = key.mark.map { " (line \($0.line))" } ?? ""
            guard let setting = ServeSetting(rawValue: name) else {
                throw InputError("--config: \(path): unknown key '\(name)'\(line)\(suggestion(for: name))")
            }
            guard let text = value.scalar?.string else {
                throw InputError("--config: \(path): \(name): one value is wanted\(line)")
            }
            return (setting, text)
        }
    }

    private static func suggestion(for name: String) -> String {
        let known = ServeSetting.allCases.map(\.rawValue)
        guard let nearest = known.min(by: { name.editDistance(to: $0) < name.editDistance(to: $1) }),
            name.editDistance(to: nearest) <= 3
        else { return "; known are \(known.joined(separator: ", "))" }
        return "; did you mean '\(nearest)'?"
    }
}

extension String {
    /// Levenshtein's distance: letters to insert, delete or exchange.
    fileprivate func editDistance(to other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, counterpart) in other.enumerated() {
                let exchanged = diagonal + (letter == counterpart ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = Swift.min(exchanged, row[place] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
