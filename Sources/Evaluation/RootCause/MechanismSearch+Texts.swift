internal import Domain
internal import Statistics
internal import Store

/// Categories that are written otherwise.
extension MechanismSearch {
    func newTexts(_ texts: [String?]) -> [(text: String, count: Int)] {
        var counts: [String: Int] = [:]
        for (text, code) in zip(texts, codes.after) where code == coding.unseen { if let text { counts[text, default: 0] += 1 } }
        return counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }

    /// The known text that a new one is another spelling of.
    func original(of text: String) -> String? {
        let plain = Self.plain(text)
        guard case .texts(let known, let rare) = coding.values, !plain.isEmpty else { return nil }
        return known.keys.first { Self.plain($0) == plain } ?? rare.first { Self.plain($0) == plain }
    }

    static func plain(_ text: String) -> String { String(text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "+" }) }

    /// Other spellings or codes for the same categories; `free` is paid where nothing ties the new shares to the old ones.
    func recoded(_ free: Unexplained) -> [Mechanism] {
        guard case .categories(let before) = before, case .categories(let after) = after else { return [] }
        let remedy = "Encode '\(name)' in serving as in training, and score the records since then anew."
        let new = newTexts(after)
        let mass = new.reduce(0) { $0 + $1.count }
        if mass >= 5, zOfUnseen(Double(mass) / m) > 4 {
            var observed = shares(codes.after).map { $0 * m }
            var known = 0
            for (text, count) in new {
                guard let old = original(of: text) else { continue }
                known += count
                observed[coding.unseen] -= Double(count)
                observed[coding.code(old)] += Double(count)
            }
            if Double(known) > 0.5 * Double(mass), let example = new.first(where: { original(of: $0.text) != nil }) {
                let misfit = ShareChange(expected: shares(codes.before), size: n, observed: observed).excess(overdispersion: overdispersion)
                return [
                    Mechanism(
                        mode: .trainingServingSkew, submode: "encoding_changed", misfit: misfit, cost: Weight.spelling * true,
                        sentence: "'\(name)' is written otherwise, such as '\(example.text.prefix(30))' for '\(original(of: example.text)?.prefix(30) ?? "")', in "
                            + "\((Double(mass) / m).percent) of the records",
                        remedy: remedy)
                ]
            }
            if new.count >= 2, Double(new[0].count) < 0.8 * Double(mass) {
                return [
                    Mechanism(
                        mode: .trainingServingSkew, submode: "encoding_changed", misfit: misfit(without: [coding.unseen]), cost: Weight.newCodes * true,
                        sentence: "'\(name)' has \(new.count) values that were never seen before, in \((Double(mass) / m).percent) of the records", remedy: remedy)
                ]
            }
        }
        let counts = (before.counted, after.counted)
        if let match = ShareMatching(reference: counts.0, current: counts.1).explanation(), [.reordered, .recoded].contains(match.transformation.kind) {
            return [
                Mechanism(
                    mode: .trainingServingSkew, submode: "encoding_changed", misfit: 0, cost: min(free, Weight.matchedShares * true),
                    sentence: "'\(name)' has the shares of \(match.transformation.inferred(share: 1, confidence: match.confidence).sentence)", remedy: remedy)
            ]
        }
        // All known values would have lost as much to the new ones as they had.
        let isBeside = mass >= 5 && zOfUnseen(Double(mass) / m) > 4 && misfit(without: [coding.unseen]) < 5
        return [
            Mechanism(
                mode: .trainingServingSkew, submode: "encoding_changed", misfit: 0, cost: free + Weight.otherShares * true + Weight.beside * isBeside,
                sentence: "the categories of '\(name)' have other shares", remedy: remedy, replacesAny: isBeside)
        ]
    }
}

extension [String?] {
    fileprivate var counted: [String: Int] { reduce(into: [:]) { counts, value in if let value { counts[value, default: 0] += 1 } } }
}
