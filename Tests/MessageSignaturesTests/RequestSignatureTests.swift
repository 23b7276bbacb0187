import Cryptography
import MessageSignatures
import TestSupport
import Testing

@Suite struct RequestSignatureTests {
    static let key = Sample.signingKey()
    static let now: Int64 = 1_790_000_000

    /// A request as it leaves its sender: what a test may change on its way.
    struct Sent {
        var method = "POST"
        var host = "ledger.example:8470"
        var path = "/v1/records"
        var fields: [(name: String, value: String)] = []
        var body = Array("records".utf8)

        var request: SignableRequest {
            SignableRequest(method: method, host: host, path: path, fields: fields, body: body)
        }

        subscript(name: String) -> String {
            get { fields.first { $0.name == name }?.value ?? "" }
            set { fields = fields.map { $0.name == name ? (name, newValue) : $0 } }
        }
    }

    static func sent(
        at time: Int64 = now,
        key: Ed25519.PrivateKey = key
    ) throws -> Sent {
        var sent = Sent(fields: [("Content-Type", "application/octet-stream")])
        let request = try #require(
            SignableRequest(
                method: "POST",
                address: "https://Ledger.example:8470/v1/records",
                fields: sent.fields,
                body: sent.body
            )
        )
        sent.fields += try RequestSigner(key: key, keyIdentifier: "K0007").fields(
            for: request,
            at: time
        )
        return sent
    }

    /// A request whose signature says what a test wants, honestly signed.
    static func sent(
        components: [String] = [
            "@method", "@authority", "@path", "content-digest", "content-type",
        ],
        parameters: [SignatureInput.Parameter]
    ) throws -> Sent {
        var sent = try sent()
        let input = SignatureInput(components: components, parameters: parameters)
        let signature = key.signature(of: try input.base(of: sent.request))
        sent["Signature-Input"] = "sig1=\(input.text)"
        sent["Signature"] = "sig1=:\(base64(signature)):"
        return sent
    }

    static func verify(
        _ sent: Sent,
        _ verifier: RequestVerifier = RequestVerifier(),
        key: Ed25519.PublicKey = key.publicKey,
        at now: Int64 = now
    ) throws(MessageSignatureError) {
        try verifier.verify(SignedRequest(sent.request), with: key, at: now)
    }

    @Test func `a signed request verifies, and names its key`() throws {
        let sent = try Self.sent()
        #expect(try SignedRequest(sent.request).keyIdentifier == "K0007")
        try Self.verify(sent)
    }

    @Test func `every change on the way is found`() throws {
        let changes: [(inout Sent) -> Void] = [
            { $0.method = "PUT" }, { $0.host = "other.example:8470" },
            { $0.host = "ledger.example" },
            { $0.path = "/v1/other" }, { $0.body[0] ^= 1 }, { $0.body = [] },
            { $0["Content-Type"] = "text/plain" },
            { $0.fields.append(("content-type", "text/plain")) },
            { $0["Content-Digest"] = ContentDigest.value(of: []) },
            { sent in
                sent.body = []
                sent["Content-Digest"] = ContentDigest.value(of: [])
            },
        ]
        for (index, change) in changes.enumerated() {
            var sent = try Self.sent()
            change(&sent)
            #expect(throws: MessageSignatureError.self, "change \(index)") {
                try Self.verify(sent)
            }
        }
    }

    @Test func `every byte of what was signed counts`() throws {
        for name in ["Signature-Input", "Signature", "Content-Digest"] {
            let sent = try Self.sent()
            for index in sent[name].utf8.indices {
                var changed = sent
                var bytes = Array(sent[name].utf8)
                let offset = sent[name].utf8.distance(from: sent[name].startIndex, to: index)
                bytes[offset] ^= 1
                changed[name] = String(decoding: bytes, as: UTF8.self)
                #expect(throws: MessageSignatureError.self, "\(name) \(offset)") {
                    try Self.verify(changed)
                }
            }
        }
    }

    @Test func `another key's signature is refused`() throws {
        let other = Sample.signingKey(8)
        #expect(throws: MessageSignatureError.badSignature) {
            try Self.verify(Self.sent(key: other))
        }
    }

    @Test func `a request is taken once`() throws {
        let verifier = RequestVerifier()
        let sent = try Self.sent()
        try Self.verify(sent, verifier)
        #expect(throws: MessageSignatureError.replayed) { try Self.verify(sent, verifier) }
        // To the last second in which it would be taken.
        #expect(throws: MessageSignatureError.replayed) {
            try Self.verify(sent, verifier, at: Self.now + 299)
        }
        try Self.verify(Self.sent(), verifier)
    }

    @Test func `the memory of requests is bounded, and forgets nothing that could be replayed`()
        throws
    {
        let verifier = RequestVerifier(nonceLimit: 2)
        let first = try Self.sent(at: Self.now + 300)
        try Self.verify(first, verifier)
        try Self.verify(Self.sent(), verifier)
        #expect(throws: MessageSignatureError.tooManyRequests) {
            try Self.verify(Self.sent(), verifier)
        }
        #expect(throws: MessageSignatureError.replayed) {
            try Self.verify(first, verifier, at: Self.now + 599)
        }
        // The window is over: the memory's second half is free, the first still remembers.
        try Self.verify(Self.sent(at: Self.now + 1_200), verifier, at: Self.now + 1_200)
    }

    @Test func `what was not signed by us fills no memory`() throws {
        let verifier = RequestVerifier(nonceLimit: 1)
        for _ in 0..<3 {
            #expect(throws: MessageSignatureError.badSignature) {
                try Self.verify(Self.sent(key: Sample.signingKey(8)), verifier)
            }
        }
        try Self.verify(Self.sent(), verifier)
    }

    @Test(
        arguments: [
            (-300, .expired(seconds: 0)), (-299, nil), (0, nil), (300, nil),
            (301, .fromTheFuture(seconds: 301)), (-86_400, .expired(seconds: 86_100)),
        ] as [(Int64, MessageSignatureError?)]
    )
    func `a signature has a time`(offset: Int64, error: MessageSignatureError?) throws {
        let sent = try Self.sent(at: Self.now + offset)
        guard let error else { return try Self.verify(sent) }
        #expect(throws: error) { try Self.verify(sent) }
    }

    static let all: [SignatureInput.Parameter] = [
        .created(now), .expires(now + 60), .nonce("n"), .keyIdentifier("k"),
        .algorithm("ed25519"),
    ]

    @Test func `what must be covered and said is asked for`() throws {
        let components = ["@method", "@authority", "@path", "content-digest", "content-type"]
        try Self.verify(Self.sent(parameters: Self.all))
        for component in components {
            let rest = components.filter { $0 != component }
            #expect(throws: MessageSignatureError.notCovered(component)) {
                try Self.verify(Self.sent(components: rest, parameters: Self.all))
            }
        }
        for (index, name) in ["created", "expires", "nonce", "keyid", "alg"].enumerated() {
            var rest = Self.all
            rest.remove(at: index)
            #expect(throws: MessageSignatureError.parameterMissing(name)) {
                try Self.verify(Self.sent(parameters: rest))
            }
        }
        var parameters = Self.all
        parameters[1] = .expires(Self.now + 301)
        #expect(throws: MessageSignatureError.lifetimeTooLong) {
            try Self.verify(Self.sent(parameters: parameters))
        }
        parameters[1] = .expires(Self.now)
        #expect(throws: MessageSignatureError.lifetimeTooLong) {
            try Self.verify(Self.sent(parameters: parameters))
        }
        parameters = Self.all
        parameters[4] = .algorithm("hmac-sha256")
        #expect(throws: MessageSignatureError.algorithmUnknown("hmac-sha256")) {
            try Self.verify(Self.sent(parameters: parameters))
        }
    }

    @Test func `fields that are missing or come twice are refused`() throws {
        for name in ["Signature-Input", "Signature", "Content-Digest", "Content-Type"] {
            var sent = try Self.sent()
            sent.fields.removeAll { $0.name == name }
            #expect(throws: MessageSignatureError.self, "without \(name)") {
                try Self.verify(sent)
            }
            var twice = try Self.sent()
            twice.fields.append((name, twice[name]))
            #expect(throws: MessageSignatureError.self, "\(name) twice") {
                try Self.verify(twice)
            }
        }
    }

    @Test func `the two sides agree on the authority`() throws {
        for (address, host) in [
            ("https://ledger.example/v1", "Ledger.example"),
            ("https://ledger.example:443/v1", "ledger.example"),
            ("http://127.0.0.1:8470/v1", "127.0.0.1:8470"), ("http://[::1]:80/v1", "[::1]"),
        ] {
            let sent = SignableRequest(method: "GET", address: address, fields: [], body: [])
            let received = SignableRequest(
                method: "GET",
                host: host,
                path: "/v1",
                fields: [],
                body: []
            )
            #expect(sent?.authority == received.authority)
            #expect(sent?.path == "/v1")
        }
        for address in ["ftp://x/", "https://", "https://a@b/", "https://a/?b", "/v1"] {
            #expect(
                SignableRequest(method: "GET", address: address, fields: [], body: []) == nil
            )
        }
    }
}
