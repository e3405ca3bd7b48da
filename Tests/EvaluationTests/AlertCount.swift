/// How many alerts findings make whose windows end so, in order: those of one day are one.
///
/// - Parameter day: in the findings' units.
func alertCount(endingAt ends: [Int], day: Int = 24) -> Int {
    var (alerts, last) = (0, Int.min / 2)
    for end in ends where end > last + day {
        alerts += 1
        last = end
    }
    return alerts
}
