/// Values beyond bounds are set to the bounds.
package enum ClippingFamily {
    /// Bounds that the online values would have been clipped at: their extremes, where offline values go further; both together and either alone.
    package static func candidates(offline: [Double], online: [Double]) -> [Transformation] {
        guard let low = online.min(), let high = online.max(), low < high, let least = offline.min(), let most = offline.max() else { return [] }
        var result: [Transformation] = []
        if high < most { result.append(Transformation(.clipped, ["upper": high])) }
        if low > least { result.append(Transformation(.clipped, ["lower": low])) }
        if high < most, low > least { result.append(Transformation(.clipped, ["lower": low, "upper": high])) }
        return result
    }
}
