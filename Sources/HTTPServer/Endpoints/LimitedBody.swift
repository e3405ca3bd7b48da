internal import HTTPTypes
package import Hummingbird
internal import NIOCore

/// A request's body as it arrives: not larger than allowed, not slower than allowed, and all of it.
package struct LimitedBody: AsyncSequence, Sendable {
    private let body: RequestBody
    private let limit: Int
    private let announced: Int?
    private let deadline: ContinuousClock.Instant

    init(_ request: Request, limit: Int, timeout: Duration) throws {
        announced = request.headers[.contentLength].flatMap(Int.init)
        if let announced, announced > limit { throw Problem.bodyTooLarge }
        body = request.body
        self.limit = limit
        deadline = .now + timeout
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(body: body.makeAsyncIterator(), limit: limit, announced: announced, deadline: deadline)
    }

    package struct Iterator: AsyncIteratorProtocol {
        var body: RequestBody.AsyncIterator
        let limit: Int
        let announced: Int?
        let deadline: ContinuousClock.Instant
        var read = 0

        package mutating func next() async throws -> ByteBuffer? {
            guard let bytes = try await arrival() else {
                // A connection that breaks looks like a body that ends.
                if let announced, read < announced {
                    throw Problem(.badRequest, "the body ends after \(read) of \(announced) bytes; send it again")
                }
                return nil
            }
            read += bytes.readableBytes
            guard read <= limit else { throw Problem.bodyTooLarge }
            // Silence is ended by the connection's own timeout; this ends a trickle.
            guard ContinuousClock.now < deadline else {
                throw Problem(.timeout, "the body took too long to arrive (read_timeout_seconds); send less at a time")
            }
            return bytes
        }

        private mutating func arrival() async throws -> ByteBuffer? {
            do {
                return try await body.next()
            } catch let error as CancellationError {
                throw error
            } catch {
                throw Problem(.badRequest, "the body breaks off, or is not what HTTP wants: \(error); send it again")
            }
        }
    }
}
