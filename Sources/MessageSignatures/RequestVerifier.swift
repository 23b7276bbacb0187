public import Cryptography
internal import Synchronization

/// A request that claims to be signed, before anything of it is believed.
public struct SignedRequest: Sendable {
    /// The key that is said to have signed it.
    public let keyIdentifier: String
    let request: SignableRequest
    let input: SignatureInput
    let signature: [UInt8]

    /// Reads `Signature-Input` and `Signature`: one signature, in canonical form.
    public init(_ request: SignableRequest) throws(MessageSignatureError) {
        let (label, text) = try Self.member(of: "Signature-Input", in: request)
        let (signedLabel, signatureText) = try Self.member(of: "Signature", in: request)
        guard let input = SignatureInput(text) else { throw .fieldMalformed("Signature-Input") }
        guard label == signedLabel, let signature = ByteSequence.bytes(signatureText) else {
            throw .fieldMalformed("Signature")
        }
        guard let keyIdentifier = input.keyIdentifier else { throw .parameterMissing("keyid") }
        self.keyIdentifier = keyIdentifier
        (self.request, self.input, self.signature) = (request, input, signature)
    }

    /// `label=value`.
    private static func member(
        of field: String,
        in request: SignableRequest
    ) throws(MessageSignatureError) -> (Substring, String) {
        let value = try request.singleField(field)
        let sides = value.split(separator: "=", maxSplits: 1)
        guard sides.count == 2,
            sides[0].utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            })
        else { throw .fieldMalformed(field) }
        return (sides[0], String(sides[1]))
    }
}

/// Verifies signed requests, and remembers which it has seen.
///
/// Rules:
/// 1. Method, authority, path, digest of the body and content type are covered, all of them; created,
///    expires, nonce, keyid and alg are given, all of them.
/// 2. A signature made in the future or too long ago, as this machine's clock has it, is refused.
/// 3. A nonce is taken once. The memory of nonces has a fixed size; when it is full, requests are
///    refused rather than a nonce forgotten. Only who has a key can fill it.
public final class RequestVerifier: Sendable {
    private let nonces: Mutex<NonceMemory>

    /// The clock of who signed may be ahead by so much.
    static let toleranceSeconds: Int64 = 300

    /// `nonceLimit` bounds the memory: some 50 bytes each.
    public init(nonceLimit: Int = 1 << 18) {
        nonces = Mutex(
            NonceMemory(
                limit: nonceLimit,
                // From the latest moment at which it was signed, it lives on for its lifetime.
                windowSeconds: Self.toleranceSeconds + RequestSigner.lifetimeSeconds
            )
        )
    }

    /// Returns when the request is what its sender signed, now, for the first time.
    public func verify(
        _ signed: SignedRequest,
        with key: Ed25519.PublicKey,
        at now: Int64
    ) throws(MessageSignatureError) {
        for component in RequestSigner.components {
            guard signed.input.components.contains(component) else {
                throw .notCovered(component)
            }
        }
        let nonce = try Self.checkParameters(of: signed.input, at: now)
        try ContentDigest.check(signed.request)
        let base = try signed.input.base(of: signed.request)
        guard key.verifies(signed.signature, of: base) else { throw .badSignature }
        let isNew = nonces.withLock { memory in
            memory.take("\(signed.keyIdentifier) \(nonce)", at: now)
        }
        switch isNew {
        case .new: return
        case .seen: throw .replayed
        case .full: throw .tooManyRequests
        }
    }

    private static func checkParameters(
        of input: SignatureInput,
        at now: Int64
    ) throws(MessageSignatureError) -> String {
        guard let algorithm = input.algorithm else { throw .parameterMissing("alg") }
        guard algorithm == RequestSigner.algorithm else { throw .algorithmUnknown(algorithm) }
        guard let created = input.created else { throw .parameterMissing("created") }
        guard let expires = input.expires else { throw .parameterMissing("expires") }
        guard let nonce = input.nonce else { throw .parameterMissing("nonce") }
        guard (1...RequestSigner.lifetimeSeconds).contains(expires - created) else {
            throw .lifetimeTooLong
        }
        guard created <= now + toleranceSeconds else {
            throw .fromTheFuture(seconds: created - now)
        }
        guard now < expires else { throw .expired(seconds: now - expires) }
        return nonce
    }
}

/// The nonces of the last two windows: each is remembered for one window at least.
struct NonceMemory: ~Copyable {
    enum Outcome: Hashable {
        case new
        case seen
        case full
    }

    private let limit: Int
    private let windowSeconds: Int64
    private var current: Set<[UInt8]> = []
    private var previous: Set<[UInt8]> = []
    private var startedAt = Int64.min / 2

    init(limit: Int, windowSeconds: Int64) {
        (self.limit, self.windowSeconds) = (limit, windowSeconds)
    }

    mutating func take(_ nonce: String, at now: Int64) -> Outcome {
        if now - startedAt >= windowSeconds {
            // After a silence of two windows nothing of the last one can be replayed.
            previous = now - startedAt < 2 * windowSeconds ? current : []
            current = []
            startedAt = now
        }
        // A digest, so that a long nonce takes no more room than a short one.
        let digest = Array(SHA256.digest(Array(nonce.utf8)).prefix(16))
        if current.contains(digest) || previous.contains(digest) { return .seen }
        guard current.count + previous.count < limit else { return .full }
        current.insert(digest)
        return .new
    }
}
