public import Cryptography
public import Prepayment
public import RecordChain

/// A key that a kiosk signs with, or signed with once.
public struct EnrolledKey: Hashable, Sendable {
    /// Whose key it is.
    public let kiosk: KioskIdentifier
    /// What its signatures are verified with.
    public let key: Ed25519.PublicKey
    /// Another key took its place: what it signs is not believed any more.
    public let isRetired: Bool
}

/// What became of a kiosk's wish to be enrolled.
public enum EnrolmentAnswer: Hashable, Sendable {
    /// The kiosk signs with this key from now on; an earlier key of its is retired.
    case enrolled
    /// Nothing changed.
    case refused(EnrolmentRefusal)
}

/// Why a kiosk was not enrolled.
public enum EnrolmentRefusal: Error, Hashable, Sendable {
    /// No such code was made for this kiosk.
    case codeUnknown
    /// The code's time is over.
    case codeExpired
    /// Another key was enrolled with it.
    case codeUsed
    /// The key was enrolled before, here or for another kiosk.
    case keyTaken

    /// What happened.
    public var sentence: String {
        switch self {
        case .codeUnknown: "The code is not one that was made for this kiosk."
        case .codeExpired: "The code has expired."
        case .codeUsed: "The code was used before."
        case .keyTaken: "The key was enrolled before."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .codeUnknown: "Check the code and the kiosk's number; `ledger enrol` makes a new code."
        case .codeExpired, .codeUsed: "Ask the office for a new code: `ledger enrol`."
        case .keyTaken: "Remove the kiosk's unfinished key file and enrol again."
        }
    }
}

/// Why a signed batch was not looked at.
public enum AdmissionRefusal: Error, Hashable, Sendable {
    /// No kiosk is enrolled with the key that its head names.
    case unknownKey(KeyIdentifier)
    /// The key is retired, or another kiosk's.
    case foreignKey(KioskIdentifier)
    /// The key did not sign this.
    case badSignature

    /// What happened.
    public var sentence: String {
        switch self {
        case .unknownKey(let key): "No kiosk is enrolled with the key \(key)."
        case .foreignKey(let kiosk): "The key is not the one that \(kiosk) signs with."
        case .badSignature: "The signature of the batch does not verify."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .unknownKey, .foreignKey: "Enrol the kiosk: `ledger enrol`, then `kiosk enrol`."
        case .badSignature: "Nothing was taken; look for what changes the batches on their way."
        }
    }
}
