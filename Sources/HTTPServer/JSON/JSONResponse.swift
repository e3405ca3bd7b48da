internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird

extension Response {
    /// A body of JSON. The content type is `application/json` unless the headers say another.
    ///
    /// - Parameter inSnakeCase: for values of the domain, whose contract has snake case and whose properties have not.
    init(
        status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], json value: some Encodable,
        inSnakeCase: Bool = false
    ) throws {
        let encoder = JSONEncoder()
        if inSnakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = ByteBuffer(bytes: try encoder.encode(value))
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        headers[.contentLength] = String(bytes.readableBytes)
        self.init(status: status, headers: headers, body: .init(byteBuffer: bytes))
    }
}
