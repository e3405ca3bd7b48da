import Domain

/// Stable names as people say them.
enum Words {
    /// A signal, metric or check: `roc_auc` is `ROC AUC`.
    static func signal(_ name: String) -> String {
        if let known = known[name] { return known }
        let spaced = cut(name).replacing("_", with: " ")
        return spaced.prefix(1).uppercased() + spaced.dropFirst()
    }

    /// A text from data cut to a length that a page can bear, counted in scalars: one character can be kilobytes.
    /// Characters that change the order of the text around them are shown by their code.
    static func cut(_ text: String, to limit: Int = 80) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                result.append(contentsOf: "[U+\(String(scalar.value, radix: 16, uppercase: true))]".unicodeScalars)
            default: result.append(scalar)
            }
            if result.count > limit { return String(String.UnicodeScalarView(result.prefix(limit))) + "…" }
        }
        return String(result)
    }

    /// How windows were cut, as in `Granularity`.
    static func granularity(_ text: String) -> String {
        if text == "all" { return "all rows in one" }
        if text.hasPrefix("rows:"), let count = Int(text.dropFirst(5)) { return "\(Numbers.whole(count)) rows each" }
        return "by \(cut(text))"
    }

    /// A moment; the time of day only where it says something.
    static func moment(_ time: Timestamp?) -> String {
        guard let time else { return "–" }
        let minute = time.minute
        return minute.hasSuffix("00:00") ? time.day : minute
    }

    /// From one moment to another.
    static func span(_ start: Timestamp?, _ end: Timestamp?) -> String? {
        guard let start, let end else { return nil }
        return "\(moment(start)) to \(moment(end))"
    }

    /// How an estimate without labels came about.
    static func method(_ method: EstimatedMetricReport.Method) -> String {
        switch method {
        case .cbpe: "by scores (CBPE)"
        case .pape: "as features come now (PAPE)"
        case .bbse: "if only shares changed (BBSE)"
        }
    }

    /// Why an estimate without labels is not to be believed; empty where nothing speaks against it.
    static func doubt(_ assumption: EstimatedMetricPoint.Assumption) -> String {
        switch assumption {
        case .holds: ""
        case .unsupportedScores: "the reference hardly has such scores"
        case .unsupportedFeatures: "features have values that the reference has not"
        case .contradicted: "labels contradict the estimates"
        case .notAMixture: "not only the classes' shares have changed"
        }
    }

    private static let known = [
        "roc_auc": "ROC AUC", "pr_auc": "PR AUC", "average_precision": "Average precision", "f1": "F1", "mcc": "MCC",
        "f_beta": "F-beta", "log_loss": "Log loss", "brier": "Brier score", "brier_score": "Brier score",
        "ece": "Expected calibration error", "mae": "Mean absolute error", "mse": "Mean squared error",
        "rmse": "Root mean squared error", "rmsle": "RMSLE", "mape": "MAPE", "smape": "sMAPE", "wape": "WAPE",
        "r2": "R²", "r_squared": "R²", "msle": "MSLE",
        "jensen_shannon": "Jensen-Shannon distance", "jensen_shannon_distance": "Jensen-Shannon distance",
        "psi": "PSI", "kl": "Kullback-Leibler divergence", "kl_divergence": "Kullback-Leibler divergence",
        "hellinger": "Hellinger distance", "total_variation": "Total variation distance",
        "l_infinity": "L-infinity distance", "wasserstein": "Wasserstein distance",
        "wasserstein_normed": "Wasserstein distance (normalised)", "kolmogorov_smirnov": "Kolmogorov-Smirnov distance",
        "ks": "Kolmogorov-Smirnov distance", "chi_square": "Chi-square", "embedding_mmd": "Embedding MMD", "chi2": "Chi-square",
    ]
}

extension Severity {
    /// Said with colour, sign and word, so that none of them is needed to understand.
    var word: String {
        switch self {
        case .ok: "OK"
        case .info: "Info"
        case .warning: "Warning"
        case .error: "Error"
        }
    }

    var sign: String {
        switch self {
        case .ok: "●"
        case .info: "◆"
        case .warning: "▲"
        case .error: "■"
        }
    }

    /// Place in order, for the charts.
    var place: Int {
        switch self {
        case .ok: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    /// Sign and word in its colour.
    var badge: HTML {
        Tag.span(.class("badge \(rawValue)")) {
            Tag.span(Attribute("aria-hidden", "true")) { sign }
            " \(word)"
        }
    }
}
