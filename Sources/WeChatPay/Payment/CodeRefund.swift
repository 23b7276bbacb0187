/// How a refund ended.
public enum RefundEnd: Hashable, Sendable {
    /// The money is back.
    case succeeded
    /// It is not, and will not be by this refund.
    case failed(sentence: String)
    /// The provider did not say in time: the same refund may be asked for again, under its number.
    case unknown(sentence: String)
}

/// One refund, as a value: an answer goes in, and out comes the end, or nil to ask again.
///
/// A refund whose outcome is unknown is ordered again under its number, which is one refund for the
/// provider. One that is refused after that may have been carried out all the same: it is asked for.
/// Soon after a payment the provider may say that it has no such order: that passes.
struct CodeRefund: Hashable, Sendable {
    enum Call: Hashable, Sendable {
        case order
        case ask
    }

    /// What to do next.
    private(set) var call = Call.order
    /// What is known at the time that patience ends.
    private(set) var openSentence = "The payment provider was not asked yet."
    private var mayExist = false
    private var refusal: WeChatPayError?

    mutating func take(_ answer: Result<Refund, WeChatPayError>) -> RefundEnd? {
        switch answer {
        case .success(.succeeded): return .succeeded
        case .success(.processing):
            call = .ask
            openSentence = "The refund is on its way."
            return nil
        case .success(.closed):
            return .failed(sentence: "The payment provider gave the refund up.")
        case .success(.abnormal):
            return .failed(sentence: "The payer's account did not take the refund.")
        case .failure(let error)
        where error.isOutcomeUnknown || error.wantsPatience
            || call == .order && error.isMissingResource:
            if call == .order, error.isOutcomeUnknown { mayExist = true }
            openSentence = error.sentence
            return nil
        case .failure(let error): return takeRefusal(error)
        }
    }

    private mutating func takeRefusal(_ error: WeChatPayError) -> RefundEnd? {
        switch call {
        case .order where mayExist:
            (call, refusal, openSentence) = (.ask, error, error.sentence)
            return nil
        case .order: return .failed(sentence: error.sentence)
        case .ask: return .failed(sentence: (refusal ?? error).sentence)
        }
    }
}

extension WeChatPayError {
    fileprivate var isMissingResource: Bool {
        guard case .refused(_, "RESOURCE_NOT_EXISTS", _) = self else { return false }
        return true
    }

    /// Whether the same may be asked again later: too much was asked at a time.
    var wantsPatience: Bool {
        guard case .refused(status: 429, _, _) = self else { return false }
        return true
    }
}
