// covariate_drift, population_shift, label_shift: other people come, or people become other.

extension RowMaker {
    /// The applicant of a row, with his or her random numbers, at a strength of the failure above 0.
    func changedPerson(_ row: Int, _ moment: Moment, _ injection: Injection, strength: Double) -> (Person, RowRandom) {
        let random = self.random(row)
        let person = population.person(random, at: moment)
        switch injection.mode {
        case .covariateDrift:
            guard injection.concerns(person), let feature = injection.feature else { return (person, random) }
            return (population.person(random, at: moment, shift: .init(feature: feature, size: strength)), random)
        case .populationShift:
            guard random.uniform(.failurePick) < strength, !injection.concerns(person) else { return (person, random) }
            return another(for: row, moment) { candidate, _ in injection.concerns(candidate) } ?? (person, random)
        case .labelShift:
            guard random.uniform(.failurePick) < strength, injection.concerns(person),
                !label(of: person, random, nil, 0)
            else { return (person, random) }
            // Another person of the slice, among those who default: P(features | label) stays as it was.
            return another(for: row, moment) { candidate, random in
                injection.concerns(candidate) && label(of: candidate, random, nil, 0)
            } ?? (person, random)
        default:
            return (person, random)
        }
    }

    /// The first of up to 2,000 other applicants of the same moment who fits.
    private func another(
        for row: Int, _ moment: Moment, where fits: (Person, RowRandom) -> Bool
    ) -> (Person, RowRandom)? {
        for attempt in 1...2_000 {
            let random = self.random(row, attempt: attempt)
            let person = population.person(random, at: moment)
            if fits(person, random) { return (person, random) }
        }
        return nil
    }
}
