internal import Foundation

/// Rows as they lie in a model's table, with those that others have taken the place of, in the order of their arrival.
package struct KeptRows: Sendable, Hashable {
    /// A cell that did not fit its column.
    package struct Misfit: Sendable, Hashable {
        /// Counted from zero in these rows.
        package var row: Int
        package var column: String
        package var text: String

        package init(row: Int, column: String, text: String) {
            self.row = row
            self.column = column
            self.text = text
        }
    }

    /// The table's columns, by the names that people know.
    package var rows: Batch
    package var misfits: [Misfit]

    package init(rows: Batch, misfits: [Misfit]) {
        self.rows = rows
        self.misfits = misfits
    }
}

extension KeptRows {
    /// - Parameters:
    ///   - placed: rows in the order of their places, which are the first column.
    ///   - misfits: places of rows and of columns, and the text.
    package init(
        placed: Batch, misfits: [(place: Int64, column: Int64, text: String)], of tables: RecordTables
    ) throws(StoreError) {
        guard case .integers(let places)? = placed.columns.first?.values else {
            self.init(rows: Batch([]), misfits: [])
            return
        }
        var names = Dictionary(uniqueKeysWithValues: tables.columns.map { (Int64($0.place), $0.name) })
        for time in RecordTables.MisfitTime.allCases { names[time.rawValue] = time.name }
        var found: [Misfit] = []
        for misfit in misfits {
            guard let row = places.firstPlace(of: misfit.place), let column = names[misfit.column] else {
                throw StoreError(.engine, "model '\(tables.model)' has a cell that did not fit, of a row or column that is not there")
            }
            found.append(Misfit(row: row, column: column, text: misfit.text))
        }
        self.init(rows: Batch(Array(placed.columns.dropFirst())), misfits: found)
    }
}

extension RecordTables {
    /// Moments that every row has, among the places of columns.
    package enum MisfitTime: Int64, CaseIterable {
        case timestamp = -1
        case actualTimestamp = -2

        package var name: String { self == .timestamp ? "timestamp" : "actual_timestamp" }
    }

    /// The places of the columns of cells that did not fit.
    package func misfitPlaces(of kept: KeptRows) throws(StoreError) -> [Int64] {
        var known = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, Int64($0.place)) })
        for time in MisfitTime.allCases { known[time.name] = time.rawValue }
        var places: [Int64] = []
        for misfit in kept.misfits {
            guard let place = known[misfit.column] else {
                throw StoreError(.badInput, "model '\(model)' has no column '\(misfit.column)'")
            }
            places.append(place)
        }
        return places
    }
}

extension Batch {
    /// No rows of these columns.
    package static func empty(_ columns: [StoredColumn]) -> Batch {
        Batch(columns.map { Column($0.name, Values(of: $0.type, count: 0)) })
    }
}

extension [Int64] {
    /// The place of a number among numbers that rise.
    fileprivate func firstPlace(of number: Int64) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == number ? low : nil
    }
}

/// Some of a table's rows that were copied from another store together.
package struct CopiedStretch: Sendable, Hashable {
    /// The number of the model's tables in the store that they came from.
    package var origin: Int64
    package var kind: RecordKind
    /// Their places in the order of arrival there.
    package var places: ClosedRange<Int64>
    package var checksum: Checksum

    package init(origin: Int64, kind: RecordKind, places: ClosedRange<Int64>, checksum: Checksum) {
        self.origin = origin
        self.kind = kind
        self.places = places
        self.checksum = checksum
    }
}

extension CopiedStretch {
    /// Begins the names under which stretches are noted among the answers to requests. No client's can begin so: no header
    /// can hold it.
    package static let prefix = "\u{1}copied "

    /// The name under which it is noted.
    package var name: String { "\(Self.prefix)\(origin) \(kind.rawValue) \(places.lowerBound) \(places.upperBound)" }

    /// What is noted, as JSON.
    package var note: String { #"{"rows":\#(checksum.rows),"checksum":"\#(String(checksum.sum, radix: 16))"}"# }

    /// Reads a note.
    ///
    /// - Throws: `StoreError` when it is none.
    package init(name: String, note: String) throws {
        let words = name.dropFirst(Self.prefix.count).split(separator: " ")
        let noted = try? JSONDecoder().decode(Note.self, from: Data(note.utf8))  // said below
        guard words.count == 4, let origin = Int64(words[0]), let kind = RecordKind(rawValue: String(words[1])),
            let first = Int64(words[2]), let last = Int64(words[3]), first <= last, let noted,
            let sum = UInt64(noted.checksum, radix: 16)
        else { throw StoreError(.engine, "a note on what was copied is damaged: '\(name)'") }
        self.init(origin: origin, kind: kind, places: first...last, checksum: Checksum(rows: noted.rows, sum: sum))
    }

    private struct Note: Codable {
        var rows: Int
        var checksum: String
    }
}

/// What a request with an idempotency key was answered.
package struct KeptReceipt: Sendable, Hashable {
    package var key: String
    package var fingerprint: String
    /// JSON.
    package var body: String
    /// Microseconds since 1970.
    package var writtenAt: Int64

    package init(key: String, fingerprint: String, body: String, writtenAt: Int64) {
        self.key = key
        self.fingerprint = fingerprint
        self.body = body
        self.writtenAt = writtenAt
    }
}
