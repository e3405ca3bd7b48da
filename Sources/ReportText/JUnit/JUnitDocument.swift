import Domain

/// Test cases in suites as JUnit XML.
struct JUnitDocument {
    /// The command, as the root is called.
    var name: String
    /// Cases of this severity and worse are failures.
    var failOn: Severity
    /// Of every suite.
    var properties: [(String, String)]
    var suites: [(name: String, cases: [JUnitCase])]

    /// The document, with a line feed at its end.
    var text: String {
        let document = XMLText.element("testsuites", [("name", name)] + counts(suites.flatMap(\.cases)), suites.map { suite($0.name, $0.cases) })
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document
    }

    private func suite(_ name: String, _ cases: [JUnitCase]) -> String {
        let properties = properties.map { XMLText.element("property", [("name", $0), ("value", $1)]) }
        return XMLText.element(
            "testsuite", [("name", name)] + counts(cases),
            [XMLText.element("properties", [], properties)] + cases.map { testCase($0, suite: name) })
    }

    private func testCase(_ item: JUnitCase, suite: String) -> String {
        var children: [String] = []
        if item.severity >= failOn {
            children.append(
                XMLText.element("failure", [("type", item.severity.rawValue), ("message", item.message)]))
        } else if item.skipped {
            children.append(XMLText.element("skipped", [("message", item.message)]))
        } else if item.severity > .ok {
            children.append("<system-out>\(XMLText.escaped("\(item.severity.label): \(item.message)"))</system-out>\n")
        }
        return XMLText.element("testcase", [("classname", "assay.\(suite)"), ("name", item.name)], children)
    }

    private func counts(_ cases: [JUnitCase]) -> [(String, String)] {
        let failures = cases.count { $0.severity >= failOn }
        let skipped = cases.count { $0.severity < failOn && $0.skipped }
        return [
            ("tests", String(cases.count)), ("failures", String(failures)), ("errors", "0"),
            ("skipped", String(skipped)),
        ]
    }
}
