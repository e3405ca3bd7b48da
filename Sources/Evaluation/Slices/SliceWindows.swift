internal import Statistics

/// The same half of the records now and, where there are any, earlier.
struct SliceWindows: Sendable {
    var current: LossTable
    var earlier: LossTable?

    /// Without the records of a slice.
    func removing(_ slice: [CodeRange]) -> SliceWindows {
        SliceWindows(current: current.keeping(false, in: slice), earlier: earlier?.keeping(false, in: slice))
    }

    func moments(_ slice: [CodeRange]) -> SliceMoments {
        SliceMoments(current: current.moments(slice), earlier: earlier?.moments(slice))
    }
}

/// What the records in a slice lose and what all others do, now and earlier.
struct SliceMoments: Sendable {
    var current: (inside: Moments, outside: Moments)
    var earlier: (inside: Moments, outside: Moments)?

    /// How much more is lost inside than outside.
    var excess: MeanContrast? { MeanContrast(adding: [current.inside], subtracting: [current.outside]) }

    /// How much more the loss has grown inside than outside.
    var change: MeanContrast? {
        guard let earlier else { return nil }
        return MeanContrast(adding: [current.inside, earlier.outside], subtracting: [current.outside, earlier.inside])
    }

    /// The contrast that a rank is about.
    func effect(_ rank: SliceDiscoveryOptions.Rank) -> MeanContrast? { rank == .change ? change : excess }

    /// The mean that a rank is about: the loss, or how much it has grown.
    func level(_ rank: SliceDiscoveryOptions.Rank, inside: Bool) -> Double {
        let (now, before) = inside ? (current.inside, earlier?.inside) : (current.outside, earlier?.outside)
        return rank == .change ? now.mean - (before?.mean ?? 0) : now.mean
    }

    /// The mean that a rank is about of the records that this slice has more than a part of it; that of the part where it has none, and `nil`
    /// where there is nothing to compare them with.
    func added(to part: SliceMoments, _ rank: SliceDiscoveryOptions.Rank) -> Double? {
        func mean(_ whole: Moments, _ part: Moments) -> Double? {
            whole.count > part.count ? (whole.sum - part.sum) / Double(whole.count - part.count) : nil
        }
        guard let now = mean(current.inside, part.current.inside) else { return part.level(rank, inside: true) }
        guard rank == .change else { return now }
        guard let earlier, let before = part.earlier else { return nil }
        return mean(earlier.inside, before.inside).map { now - $0 }
    }

    /// The chance of such an effect or a larger one, if there was none.
    ///
    /// Losses of one size, such as errors, are counted: the chance that as many of them are inside is that of draws without replacement
    /// (Fisher's exact test, one-sided). Others, and changes, are tested by their means; 1 with fewer than thirty records on any side, whose
    /// spread nobody knows.
    func pValue(_ rank: SliceDiscoveryOptions.Rank, sizeOfLosses: Double?) -> Double {
        if rank != .change, let size = sizeOfLosses {
            let lost = [current.inside, current.outside].map { Int(($0.sum / size).rounded()) }
            return Hypergeometric(
                marked: lost[0] + lost[1], unmarked: current.inside.count + current.outside.count - lost[0] - lost[1], draws: current.inside.count
            ).probabilityOfAtLeast(lost[0])
        }
        let sides = [current.inside, current.outside] + (rank == .change ? [earlier?.inside, earlier?.outside].compactMap(\.self) : [])
        guard sides.allSatisfy({ $0.count >= 30 }) else { return 1 }
        return effect(rank)?.pValue ?? 1
    }
}

extension [Double] {
    /// The one value that these have beside 0; `nil` where there are several, or none.
    var onlySize: Double? {
        guard let size = first(where: { $0 != 0 }) else { return nil }
        return allSatisfy { $0 == 0 || $0 == size } ? size : nil
    }
}
