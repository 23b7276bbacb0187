/// Why a request's signature is not believed.
public enum MessageSignatureError: Error, Hashable, Sendable {
    /// A header field is missing.
    case fieldMissing(String)
    /// A header field is not in the form that is taken here, or stands there twice.
    case fieldMalformed(String)
    /// A derived component that is not known here.
    case componentUnknown(String)
    /// The signature leaves out what it must cover.
    case notCovered(String)
    /// The signature does not say what it must.
    case parameterMissing(String)
    /// Another algorithm than Ed25519.
    case algorithmUnknown(String)
    /// The body is not the one that was signed.
    case bodyDiffers
    /// The signature would live longer than is allowed.
    case lifetimeTooLong
    /// It was made so many seconds ahead of this machine's clock.
    case fromTheFuture(seconds: Int64)
    /// It ended so many seconds ago.
    case expired(seconds: Int64)
    /// The key did not make it, or something was changed.
    case badSignature
    /// It was taken before.
    case replayed
    /// More requests than can be remembered.
    case tooManyRequests

    /// What happened.
    public var sentence: String {
        switch self {
        case .fieldMissing(let name): "The header field \(name) is missing."
        case .fieldMalformed(let name): "The header field \(name) cannot be read."
        case .componentUnknown(let name): "The signature covers \(name), which is not known here."
        case .notCovered(let name): "The signature does not cover \(name)."
        case .parameterMissing(let name): "The signature does not give \(name)."
        case .algorithmUnknown(let name): "The signature is made with \(name), not with Ed25519."
        case .bodyDiffers: "The body is not the one that was signed."
        case .lifetimeTooLong: "The signature does not end soon enough."
        case .fromTheFuture(let seconds): "The signature was made \(seconds) s in the future."
        case .expired(let seconds): "The signature expired \(seconds) s ago."
        case .badSignature: "The signature does not verify."
        case .replayed: "The request was sent before."
        case .tooManyRequests: "More requests came than can be told apart."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .fieldMissing, .fieldMalformed, .componentUnknown, .notCovered, .parameterMissing,
            .algorithmUnknown, .lifetimeTooLong:
            "Check that both sides are of matching versions, and that no proxy changes requests."
        case .bodyDiffers, .badSignature:
            "Check that no proxy changes requests, and that the sender has its own key."
        case .fromTheFuture, .expired: "Set the clocks of both machines."
        case .replayed: "Sign each request anew."
        case .tooManyRequests: "Wait some minutes and send it again."
        }
    }
}
