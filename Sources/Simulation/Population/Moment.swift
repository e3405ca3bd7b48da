/// What the time of day and week does to who applies.
struct Moment: Sendable {
    let hourOfDay: Int
    /// 0 is Monday.
    let dayOfWeek: Int
    /// What this hour has in common beyond rhythm: shifts of latent variables; 0 without overdispersion.
    let riskEffect: Double
    let incomeEffect: Double

    var isNight: Bool { hourOfDay >= 22 || hourOfDay < 6 }
    var isWeekend: Bool { dayOfWeek >= 5 }
    var isOfficeHour: Bool { !isWeekend && hourOfDay >= 9 && hourOfDay < 17 }

    /// - Parameter hour: hours since 1970-01-01T00:00Z, a Thursday.
    init(hour: Int, seed: UInt64, overdispersed: Bool) {
        let day = hour.quotient(flooringBy: 24)
        hourOfDay = hour - day * 24
        dayOfWeek = (day + 3) - (day + 3).quotient(flooringBy: 7) * 7
        guard overdispersed else {
            (riskEffect, incomeEffect) = (0, 0)
            return
        }
        let random = RowRandom(seed: seed, stream: Stream.hours, row: hour)
        riskEffect = 0.12 * random.normal(.creditRisk)
        incomeEffect = 0.12 * random.normal(.income)
    }
}

/// The streams of random numbers: one for each kind of thing that is numbered.
enum Stream {
    static let hours: UInt64 = 100
    static let volume: UInt64 = 101
    static let arrivals: UInt64 = 102
}

extension Int {
    /// Division that rounds towards minus infinity.
    func quotient(flooringBy divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
