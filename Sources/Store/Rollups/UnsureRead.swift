/// The cause of a `StoreError`: what was read may have lacked rows that were there, nothing was written, and the same again may be sure at once.
package struct UnsureRead: Error, Sendable {
    package init() {}
}
