/// Who applies for credit: correlated, skewed, different by night and at weekends.
///
/// A latent credit risk ties utilisation, bureau score, delinquencies and inquiries together; age decides much of
/// employment, housing and income; the loan follows the income, and one feature is the ratio of two others.
struct Population: Sendable {
    /// A change of one feature's distribution; what depends on the feature follows.
    struct Shift: Sendable {
        var feature: Feature
        /// Numeric: standard deviations of the latent variable. Categorical: share moved to the last category.
        var size: Double
    }

    private let tables = CategoryTables()

    /// The person behind the random numbers of a row.
    func person(_ random: RowRandom, at moment: Moment, shift: Shift? = nil) -> Person {
        var person = Person()
        let risk = random.normal(.creditRisk) + moment.riskEffect
        func latent(_ draw: Draw, _ feature: NumericFeature) -> Double {
            guard let shift, shift.feature == .numeric(feature) else { return random.normal(draw) }
            return random.normal(draw) + shift.size
        }
        func category(_ feature: CategoricalFeature, _ draw: Draw, given condition: Int = 0) -> UInt8 {
            var u = random.uniform(draw)
            if let shift, shift.feature == .categorical(feature) {
                if u < shift.size { return UInt8(feature.categories.count - 1) }
                u = (u - shift.size) / (1 - shift.size)
            }
            return tables[feature, condition].index(of: u)
        }

        let age = Self.age(random.uniform(.ageGroup), latent(.age, .age), moment)
        let ageBand = age < 25 ? 0 : age < 40 ? 1 : age < 62 ? 2 : 3
        person[.region] = category(.region, .region)
        person[.device] = category(
            .device, .device, given: moment.isOfficeHour ? 0 : moment.isNight ? 2 : moment.isWeekend ? 3 : 1)
        person[.channel] = category(.channel, .channel, given: Int(person[.device]))
        person[.employmentType] = category(.employmentType, .employmentType, given: ageBand)
        person[.housing] = category(.housing, .housing, given: ageBand)
        person[.purpose] = category(.purpose, .purpose, given: moment.isWeekend ? 1 : 0)
        person[.education] = category(.education, .education, given: ageBand == 0 ? 0 : 1)
        person[.paymentMethod] = category(.paymentMethod, .payment)

        person[.age] = age
        let logIncome =
            7.75 + 0.42 * (latent(.income, .monthlyIncome) + moment.incomeEffect) - 0.1 * risk
            + tables.incomeByEducation[Int(person[.education])]
            + tables.incomeByEmployment[Int(person[.employmentType])]
        let income = max(200, (portableExp(logIncome) / 10).rounded() * 10)
        person[.monthlyIncome] = income
        let years = (age - 17) * logistic(-0.6 + 1.2 * latent(.employment, .employmentYears))
        person[.employmentYears] = (years * 10).rounded() / 10
        let amount = portableExp(8.85 + 0.55 * latent(.amount, .loanAmount) + 0.4 * (logIncome - 7.75))
        person[.loanAmount] = min(150_000, max(500, (amount / 100).rounded() * 100))
        person[.loanTermMonths] =
            12 * (1 + Double(steps(latent(.term, .loanTermMonths), at: [-1.2, -0.4, 0.3, 1, 1.6])))
        person[.loanToIncome] = (person[.loanAmount] / (12 * income) * 1000).rounded() / 1000

        let utilisation = logistic(-0.9 + 0.7 * risk + 1.1 * latent(.utilisation, .creditUtilisation)) * 1.08
        person[.creditUtilisation] = (utilisation * 1000).rounded() / 1000
        person[.openAccounts] = Double(
            steps(latent(.accounts, .openAccounts), at: [-1.8, -1.1, -0.6, -0.2, 0.2, 0.55, 0.9, 1.2, 1.5, 1.9, 2.3]))
        person[.delinquencies] = Double(
            steps(0.5 * risk + 0.87 * latent(.delinquencies, .delinquencies), at: [0.95, 1.5, 2, 2.4, 2.8, 3.2]))
        person[.inquiries] = Double(
            steps(0.35 * risk + 0.94 * latent(.inquiries, .inquiries), at: [-0.1, 0.6, 1.2, 1.7, 2.1, 2.5, 3]))
        let bureau = 675 - 50 * risk + 48 * latent(.bureau, .bureauScore) + 0.6 * (age - 40)
        person[.bureauScore] = min(850, max(300, bureau.rounded()))
        let debt = latent(.debt, .logExistingDebt)
        person[.logExistingDebt] =
            debt < -0.5 ? 0 : (portableLog(portableExp(7.4 + 0.9 * debt) + 1) * 1000).rounded() / 1000
        return person
    }

    /// Three generations; the youngest apply at night and at weekends.
    private static func age(_ group: Double, _ latent: Double, _ moment: Moment) -> Double {
        let young = 0.2 + (moment.isNight ? 0.15 : 0) + (moment.isWeekend ? 0.04 : 0)
        let age = group < young ? 24 + 3.5 * latent : group < 0.82 ? 39 + 8 * latent : 60 + 8 * latent
        return min(90, max(18, age.rounded()))
    }

    /// Takes away what is not known of the person: thin files, people without a card, fields left empty.
    func observed(_ person: Person, _ random: RowRandom) -> Person {
        var observed = person
        if random.uniform(.incomeMissing) < 0.03 {
            observed[.monthlyIncome] = .nan
            observed[.loanToIncome] = .nan
        }
        if random.uniform(.employmentMissing) < 0.04 { observed[.employmentYears] = .nan }
        if random.uniform(.utilisationMissing) < 0.08 { observed[.creditUtilisation] = .nan }
        if random.uniform(.bureauMissing) < (person[.age] < 25 ? 0.25 : 0.08) { observed[.bureauScore] = .nan }
        if random.uniform(.educationMissing) < 0.06 { observed[.education] = Category.missing }
        if random.uniform(.paymentMissing) < 0.02 { observed[.paymentMethod] = Category.missing }
        return observed
    }
}

/// How many of the ascending `bounds` lie below `value`: a count with a given distribution from a normal variable.
private func steps(_ value: Double, at bounds: [Double]) -> Int {
    bounds.firstIndex { value < $0 } ?? bounds.count
}
