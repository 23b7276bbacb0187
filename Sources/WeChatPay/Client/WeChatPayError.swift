/// Why the provider's word is missing, or what it refused.
///
/// A refusal is certain: it is signed, and what was asked was not done. Everything else leaves the
/// outcome open, also where nothing seems to have been sent: only a query that is answered tells.
public enum WeChatPayError: Error, Hashable, Sendable {
    /// What is wrong with an answer that does not count as the provider's.
    public enum Doubt: Hashable, Sendable {
        /// It bears no signature.
        case notSigned
        /// It names another key than the configured one.
        case otherKey(String)
        /// Its time is five minutes or more from this machine's.
        case timeApart(seconds: Int64)
        /// The signature is not that of the provider's key over this answer.
        case signatureWrong
        /// It speaks of another order, refund or merchant.
        case notWhatWasAsked
    }

    /// The address could be listened to.
    case addressNotProtected(String)
    /// The provider refused, in its own words.
    case refused(status: Int, code: String, message: String)
    /// No answer came.
    case noAnswer(sentence: String, hint: String)
    /// The provider says that it failed.
    case providerFailed(status: Int, code: String)
    /// The answer is not known to be the provider's.
    case notGenuine(status: Int, Doubt)
    /// The provider's answer has not the form or the state that the request has.
    case unexpected(String)

    /// Whether what was asked may have been done, or may yet be.
    public var isOutcomeUnknown: Bool {
        switch self {
        case .addressNotProtected, .refused: false
        case .noAnswer, .providerFailed, .notGenuine, .unexpected: true
        }
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .addressNotProtected(let address):
            "What is sent to \(address) could be read and changed on the way."
        case .refused(let status, let code, let message):
            "The payment provider refused (\(status) \(code)). \(message)"
        case .noAnswer(let sentence, _): "The payment provider did not answer. \(sentence)"
        case .providerFailed(let status, let code):
            "The payment provider failed (\(status) \(code))."
        case .notGenuine(let status, let doubt):
            "An answer (\(status)) is not the payment provider's: \(doubt.clause)."
        case .unexpected(let detail): "The payment provider's answer makes no sense: \(detail)."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .addressNotProtected: "Write an https:// address, or http:// on this machine."
        case .refused: "Look the code up in the provider's list of errors."
        case .noAnswer(_, let hint): hint
        case .providerFailed: "Ask again: the kiosk does so by itself."
        case .notGenuine(status: 401, .notSigned):
            """
            The provider signs nothing for who signs wrongly: check the merchant's number, key and \
            certificate serial number.
            """
        case .notGenuine(_, .timeApart): "Set this machine's clock."
        case .notGenuine: "Check the provider's address, its public key and the key's identifier."
        case .unexpected: "Look the order up in the merchant's pages of the provider."
        }
    }
}

extension WeChatPayError {
    /// The provider's codes for an order that it has not: its older pages write the second.
    static let missingCodes = ["ORDER_NOT_EXIST", "ORDERNOTEXIST"]
}

extension WeChatPayError.Doubt {
    fileprivate var clause: String {
        switch self {
        case .notSigned: "it is not signed"
        case .otherKey(let name): "it is signed with the key \(name)"
        case .timeApart(let seconds): "its clock is \(seconds) seconds from this machine's"
        case .signatureWrong: "its signature is wrong"
        case .notWhatWasAsked: "it speaks of something else"
        }
    }
}
