import Domain
import Testing

/// Protects names in reports: of weights, and of the places that errors of JSON name.
@Suite struct SnakeCaseTests {
    @Test(arguments: [
        ("", ""), ("shift", "shift"), ("pValue", "p_value"), ("schemaVersion", "schema_version"),
        ("outcomeOfCustomers", "outcome_of_customers"), ("higherIsBetter", "higher_is_better"), ("p_value", "p_value"),
    ])
    func startsEveryWordAfterTheFirstWithAnUnderscore(name: String, text: String) {
        #expect(SnakeCase.text(of: name) == text)
    }
}
