internal import Cryptography

/// Why an answer cannot be one of a DESFire card.
public enum MalformedAnswer: Error, Sendable, Equatable {
    /// Fewer than the two status bytes.
    case tooShort(byteCount: Int)
    /// More in one frame than a short APDU can carry.
    case frameTooLong(byteCount: Int)
    /// The status word does not begin with 91.
    case foreignStatusWord(UInt16)
    /// The status word begins with 91, but no table knows the second byte.
    case unlistedStatus(UInt8)
    /// The card answered although the request was not complete.
    case answeredTooEarly
    /// The card sent data while it was still being spoken to.
    case dataBeforeRequestEnd
    /// The card ended an exchange that needs another step, or went on in one that was over.
    case unexpectedStatus(DESFireStatus)
    /// The card announced more without end.
    case endless
    /// The answer has another length than the command leaves it.
    case wrongLength(byteCount: Int)
    /// A field holds a value that means nothing.
    case meaninglessField(String)

    /// What is wrong with the answer.
    public var sentence: String {
        switch self {
        case .tooShort(let count): "The card's answer had \(count) bytes, fewer than a status."
        case .frameTooLong(let count): "The card's answer had \(count) bytes, more than one frame."
        case .foreignStatusWord(let word):
            "The card answered \(word.bigEndianHexadecimal), which a DESFire card does not."
        case .unlistedStatus(let status):
            "The card answered 91\([status].hexadecimal), a status that is in no table."
        case .answeredTooEarly: "The card answered before it had the whole command."
        case .dataBeforeRequestEnd: "The card sent data before it had the whole command."
        case .unexpectedStatus(let status):
            "The card answered 91\([status.rawValue].hexadecimal) where it cannot stand."
        case .endless: "The card announced more data without end."
        case .wrongLength(let count): "The card's answer had a wrong length of \(count) bytes."
        case .meaninglessField(let field): "The card's answer has no meaning in: \(field)."
        }
    }
}

extension UInt16 {
    fileprivate var bigEndianHexadecimal: String {
        [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)].hexadecimal
    }
}
