public import Cryptography
internal import DeviceThreads
internal import FoundationEssentials
internal import Glibc
internal import MessageSignatures
public import Prepayment
public import RecordChain

/// An HTTP client that sends what it is told, also what no sane client sends. It shares no code with
/// the client that kiosks use.
public actor RawClient {
    private nonisolated let thread = DeviceThread(name: "raw client")
    /// The client's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private let port: UInt16

    /// What the server answered.
    public struct Answer: Sendable {
        /// The status.
        public let status: Int
        /// All lines of the head.
        public let headers: String
        /// What stands behind the head.
        public let body: [UInt8]

        /// The body, read as JSON.
        public func json<Value: Decodable>(_: Value.Type) throws -> Value {
            try JSONDecoder().decode(Value.self, from: Data(body))
        }
    }

    /// `address` as the ledger announces it, `http://127.0.0.1:8470`.
    public init(_ address: String) {
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            preconditionFailure("no port: \(address)")
        }
        self.port = port
    }

    /// Asks for something.
    public func get(_ target: String) throws -> Answer { try exchange("GET", target) }

    /// Posts without a signature.
    public func post(
        _ target: String,
        _ body: [UInt8],
        contentType: String = "application/octet-stream"
    ) throws -> Answer {
        try exchange("POST", target, body, fields: "Content-Type: \(contentType)\r\n")
    }

    /// Posts under a kiosk's signature (RFC 9421), made at a moment of the test's choice.
    public func postSigned(
        _ target: String,
        _ body: [UInt8],
        contentType: String = "application/octet-stream",
        key: Ed25519.PrivateKey = Sample.signingKey(),
        at time: WallTime = now()
    ) throws -> Answer {
        let fields = try Self.signedFields(
            target,
            body,
            contentType: contentType,
            key: key,
            at: time
        )
        return try exchange("POST", target, body, fields: fields)
    }

    /// Sends a batch as its kiosk would.
    public func send(
        _ batch: SignedBatch,
        key: Ed25519.PrivateKey = Sample.signingKey()
    ) throws -> Answer {
        try postSigned("/v1/records", batch.bytes, key: key)
    }

    /// The lines of a signed request's header, as they may be sent once or twice.
    public static func signedFields(
        _ target: String,
        _ body: [UInt8],
        contentType: String = "application/octet-stream",
        key: Ed25519.PrivateKey = Sample.signingKey(),
        at time: WallTime = now()
    ) throws -> String {
        let type = [(name: "Content-Type", value: contentType)]
        let request = SignableRequest(
            method: "POST",
            host: "127.0.0.1",
            path: target,
            fields: type,
            body: body
        )
        let signer = RequestSigner(
            key: key,
            keyIdentifier: KeyIdentifier(key.publicKey).description
        )
        let fields = try type + signer.fields(for: request, at: time.secondsSince1970)
        return fields.map { "\($0.name): \($0.value)\r\n" }.joined()
    }

    /// Sends a request and gives its answer.
    public func exchange(
        _ method: String,
        _ target: String,
        _ body: [UInt8] = [],
        fields: String = ""
    ) throws -> Answer {
        let head = """
            \(method) \(target) HTTP/1.1\r
            Host: 127.0.0.1\r
            Connection: close\r
            Content-Length: \(body.count)\r
            \(fields)\r

            """
        return try parse(send(Array(head.utf8) + body))
    }

    /// What this machine's clock says.
    public static func now() -> WallTime { WallTime(secondsSince1970: Int64(time(nil))) }

    /// Sends bytes on a new connection and reads until the server closes it.
    private func send(_ bytes: [UInt8]) throws -> [UInt8] {
        let descriptor: Int32
        do { descriptor = try Loopback.connect(to: port) } catch let failure as SystemCallFailure {
            throw ClientError(operation: failure.call, errno: failure.code)
        }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            // A server that refuses a long body may close before it has read it.
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
            answer += buffer[..<count]
        }
        return answer
    }

    private func parse(_ answer: [UInt8]) throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        guard let split = answer.indices.first(where: { answer[$0...].starts(with: end) }) else {
            throw ClientError(operation: "read an answer", errno: errno)
        }
        let headers = String(decoding: answer[..<split], as: UTF8.self)
        let status = headers.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        guard let status else { throw ClientError(operation: "read a status", errno: 0) }
        return Answer(
            status: status,
            headers: headers,
            body: Array(answer[(split + end.count)...])
        )
    }
}

/// No answer came, or none that can be read.
public struct ClientError: Error {
    /// What did not succeed.
    public let operation: String
    /// The system's reason; 0 where there is none.
    public let errno: Int32

    /// Takes the parts.
    public init(operation: String, errno: Int32) {
        (self.operation, self.errno) = (operation, errno)
    }
}
