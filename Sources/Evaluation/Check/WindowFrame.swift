internal import Domain
internal import Store

/// The windows of the current records: their order, their names, and where the data begin and end within them.
struct WindowFrame {
    /// Keys in order; places in this list are the windows' numbers in the report.
    let keys: [Int64]
    private(set) var windows: [WindowReport]
    let isPartial: [Bool]
    private let places: [Int64: Int]

    init(_ moments: [WindowMoments], windowing: Windowing) {
        let known = moments.compactMap { window in window.key.map { (key: $0, window: window) } }
        keys = known.map(\.key)
        places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        windows = known.map { key, window in
            let span = windowing.span(of: key)
            return WindowReport(
                label: Self.label(of: window, key: key, windowing: windowing),
                start: span?.start ?? window.firstTime,
                end: span?.end ?? window.lastTime?.advanced(byMicroseconds: 1), rows: window.rows, labelled: nil)
        }
        let length = windowing.granularity.bucket?.length
        isPartial = known.indices.map { index in
            guard let length, let start = windowing.span(of: known[index].key)?.start.microseconds,
                let first = known[index].window.firstTime?.microseconds,
                let last = known[index].window.lastTime?.microseconds
            else { return index == known.count - 1 }
            // A tenth of the window without any record at the edge of the data: they began or ended within it.
            let isFirst = index == 0 && first - start > length / 10
            return isFirst || (index == known.count - 1 && start + length - last > length / 10)
        }
    }

    /// Notes how many records of each window have a ground truth.
    mutating func setLabelled(_ counts: [Int]) {
        for (index, count) in counts.enumerated() { windows[index].labelled = count }
    }

    /// Values in the order of the windows, from answers by key.
    func aligned<Answer, Value>(
        _ answers: [Answer], key: (Answer) -> Int64?, _ value: (Answer) -> Value
    ) -> [Value?] {
        var result = [Value?](repeating: nil, count: keys.count)
        for answer in answers {
            if let key = key(answer), let place = places[key] { result[place] = value(answer) }
        }
        return result
    }

    private static func label(of window: WindowMoments, key: Int64, windowing: Windowing) -> String {
        switch windowing.granularity {
        case .day: windowing.span(of: key)?.start.day ?? "\(key)"
        case .hour: windowing.span(of: key)?.start.minute ?? "\(key)"
        case .week: "week of \(windowing.span(of: key)?.start.day ?? "\(key)")"
        case .rows(let count): "rows \(Int(key) * count)-\(Int(key) * count + window.rows - 1)"
        case .whole: "all records"
        }
    }
}
