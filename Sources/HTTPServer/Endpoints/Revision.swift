internal import HTTPTypes
internal import Hummingbird

extension OperationDescription.Parameter {
    /// Which version a change was made from.
    static let ifMatch = Self(
        name: "If-Match", place: "header",
        description: "The revision that the change was made from; another change in between is then not lost.",
        schema: .textSchema(pattern: "^(\"[0-9]{1,18}\"|[0-9]{1,18}|[*])$"))
}

extension Call {
    /// The revision that a change was made from; `nil` for whichever holds.
    func revision() throws -> Int64? {
        guard let text = request.headers[.ifMatch], text != "*" else { return nil }
        guard let revision = Int64(text.filter { $0 != "\"" }) else {
            throw Problem(.badRequest, "If-Match: the revision is wanted, as in the header ETag of what is changed")
        }
        return revision
    }
}
