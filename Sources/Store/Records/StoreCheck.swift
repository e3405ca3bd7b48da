/// What an examination of a whole store found.
package struct StoreCheck: Sendable, Hashable, Codable {
    /// A model's tables.
    package struct Model: Sendable, Hashable, Codable {
        package var model: String
        /// Rows, with those that others have taken the place of.
        package var records: Int
        package var actuals: Int

        package init(model: String, records: Int, actuals: Int) {
            self.model = model
            self.records = records
            self.actuals = actuals
        }
    }

    package var models: [Model] = []
    package var documents = 0
    /// What is wrong; empty for a sound store.
    package var problems: [String] = []

    package init() {}
}
