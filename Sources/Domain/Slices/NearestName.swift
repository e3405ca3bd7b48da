/// Finds the name that somebody probably meant.
package enum NearestName {
    /// The name with the fewest letters changed, left out or added; `nil` when all differ by more than a third of their
    /// letters. Capitals and small letters count as equal.
    package static func nearest(to wanted: String, among names: [String]) -> String? {
        let letters = Array(wanted.lowercased())
        let limit = max(1, letters.count / 3)
        var best: (name: String, distance: Int)?
        for name in names {
            let other = Array(name.lowercased())
            // The difference in length is the least distance there can be; it spares long names the comparison.
            guard abs(other.count - letters.count) <= limit else { continue }
            let distance = distance(letters, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// Levenshtein's distance (Soviet Physics Doklady 10, 1966), a row of the table at a time.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var row = Array(0...other.count)
        for (place, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in other.indices {
                let changed = diagonal + (letter == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}
