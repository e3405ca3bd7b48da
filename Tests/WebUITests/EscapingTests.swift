import Domain
import Testing
import WebUI

/// Protects readers from what is in their own data: any name may be markup, and none may act as such.
@Suite struct EscapingTests {
    static let names = [
        "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)",
        "' or 1=1; --",
        "<!--", "]]>", "&amp;", "\u{2028}\u{2029}", "a\u{202E}b", "nul\u{0}\u{7}", "👩🏽‍🔬", "{b} {c|rich}", "`${x}`", "",
        " ", "\n",
        String(repeating: "é", count: 10_000), "<bdi>", "javascript:alert(1)", "&lt;", "\\u003c", "'; DROP TABLE x; --",
    ]

    @Test(arguments: names)
    func namesStayText(name: String) {
        let page = CheckPage(Self.report(name)).htmlWithoutAssets()
        #expect(Markup(page).faults == [])
        #expect(page.matches(of: /<script/).count == 3)
        #expect(!page.contains("<img"))
        #expect(page.matches(of: /\son[a-z]+="/).isEmpty)
        for character in ["\u{0}", "\u{7}", "\u{2028}"] where name.contains(character) {
            #expect(!Self.data(of: page).contains(character))
        }
    }

    @Test func dataCanNotEndItsScript() {
        let data = Self.data(of: CheckPage(Self.report("</script>&\u{2028}\u{2029}<!--")).htmlWithoutAssets())
        #expect(data.contains(#"\u003c/script\u003e\u0026\u2028\u2029\u003c!--"#))
        for character in "<>&'" { #expect(!data.contains(character)) }
    }

    @Test(arguments: [
        ("plain", "plain"), ("<a & b>", "&lt;a &amp; b&gt;"), ("\"'", "&quot;&#39;"),
        ("\u{0}\u{1F}\u{9F}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("\t\n", "\t\n"), ("&amp;", "&amp;amp;"), ("日本", "日本"), ("", ""),
    ])
    func textAndAttributes(text: String, escaped: String) {
        #expect(text.escapedForHTML == escaped)
        #expect(HTML(text: text).markup == escaped)
    }

    private static func data(of page: String) -> Substring {
        guard let start = page.firstRange(of: "id=\"data\">"),
            let end = page[start.upperBound...].firstRange(of: "</script>")
        else { return "" }
        return page[start.upperBound..<end.lowerBound]
    }

    /// A report that says `name` wherever a text can stand.
    static func report(_ name: String) -> CheckReport {
        var report = CheckReport.small()
        report.assayVersion = name
        report.rules = name
        report.granularity = name
        report.model.name = name
        report.model.versions = [name]
        report.model.positiveClass = name
        report.model.classes = [name]
        report.model.columns[0].name = name
        report.model.columns[0].role = name
        report.sources[0].part = name
        report.sources[0].files = [name]
        report.windows[0].label = name
        report.alerts[0].feature = name
        report.alerts[0].slice = name
        report.alerts[0].signal = name
        report.alerts[0].message = name
        report.diagnosis = Diagnosis(
            failureMode: name, submode: name, probability: 0.5, rankedFeatures: [name], worstSlices: [name],
            decomposition: [name: 1], evidence: [.init(name), .init(name, supports: false)],
            alternatives: [.init(failureMode: name, submode: name, probability: 0.2)], toTellApart: name, advice: [name],
            coinciding: [Diagnosis(failureMode: name, submode: name, rankedFeatures: [name], evidence: [.init(name)], advice: [name])])
        report.features[0].name = name
        report.features[0].role = name
        report.features[0].drift[0].signal = name
        report.features.append(report.features[0])
        report.features[1].distribution = Distribution(
            edges: nil, categories: [name, name], reference: [3, 2], current: [2, 3])
        report.performance[0].metric = name
        report.performance[0].candidate = name
        report.performance[0].className = name
        report.quality[0].check = name
        report.quality[0].feature = name
        report.quality[0].unit = name
        report.quality[0].detail = name
        report.slices = [
            FollowedSliceReport(
                name: name, slice: name + "x", severity: .error, baseline: name, parts: [.init(part: name, rows: 1, share: nil, labelled: 0, metrics: [])],
                performance: [report.performance[0]], comparisons: [])
        ]
        report.estimatedPerformance = EstimatedMetricReport.Method.allCases.map {
            EstimatedMetricReport(metric: name, higherIsBetter: true, method: $0, reference: 1, points: [point(0), point(1)])
        }
        report.proxies = [
            ProxyReport(
                column: name, points: (0..<2).map { .init(window: $0, count: 9, mean: 1, lower: nil, upper: nil, expected: nil) },
                following: [.init(metric: name, windows: 9, correlation: 0.5, lower: 0.1, upper: 0.9)])
        ]
        report.multivariate = MultivariateReport(
            columns: [name], calendarColumns: [name], rowsPerWindow: 9, baselineWindows: 0,
            signals: [
                MultivariateSignal(
                    signal: name, column: name, severity: .error,
                    points: (0..<2).map { _ in
                        MultivariatePoint(
                            label: name, start: nil, end: nil, count: 9, value: 1, expected: nil, pValue: nil, severity: .error,
                            features: [GuiltyFeature(name: name, share: 1, confirmedBy: nil)])
                    })
            ])
        report.notes = [name]
        return report
    }
    private static func point(_ window: Int) -> EstimatedMetricPoint {
        EstimatedMetricPoint(window: window, count: 9, value: 1, standardError: 0.1, lower: nil, upper: nil, assumption: .contradicted)
    }
}
