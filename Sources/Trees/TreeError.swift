/// What trees cannot be grown from, or a failure of the library, in its own words.
package struct TreeError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
