// data_quality: rows that do not come, come late or come twice.

extension Injection {
    /// Whether the row never arrives.
    func drops(_ hit: Bool) -> Bool { submode == .volumeDrop && hit }

    /// Whether the row comes again.
    func repeats(_ hit: Bool) -> Bool { submode == .duplicates && hit }

    /// Microseconds that the row waits for delivery, half a day in the median.
    func lateness(_ hit: Bool, _ random: RowRandom) -> Int64 {
        guard submode == .lateData, hit else { return 0 }
        return Int64(12 * Double(microsecondsPerHour) * portableExp(0.4 * random.normal(.failureReceipt)))
    }
}
