internal import Cryptography

extension VirtualPaymentProvider {
    /// How the provider is set up.
    public struct Settings: Sendable {
        /// The port on 127.0.0.1; 0 takes a free one.
        public var port: UInt16 = 0
        /// `mchid`.
        public var merchantID: String
        /// The serial number of the certificate over the merchant's key.
        public var certificateSerial: String
        /// What requests are verified with.
        public var merchantPublicKeyPEM: String
        /// What answers are signed with.
        public var providerKeyPEM: String
        /// What that key is called.
        public var providerKeyID: String

        /// A provider on a free port.
        public init(
            merchantID: String,
            certificateSerial: String,
            merchantPublicKeyPEM: String,
            providerKeyPEM: String,
            providerKeyID: String
        ) {
            self.merchantID = merchantID
            self.certificateSerial = certificateSerial
            self.merchantPublicKeyPEM = merchantPublicKeyPEM
            self.providerKeyPEM = providerKeyPEM
            self.providerKeyID = providerKeyID
        }
    }

    /// How it answers.
    public enum Behaviour: String, Sendable, Hashable, CaseIterable {
        /// As it should.
        case honest
        /// Takes requests and does and answers nothing.
        case silent
        /// 500 SYSTEMERROR; nothing is done.
        case failing
        /// 403 NO_AUTH; nothing is done.
        case refusing
        /// Does what it is asked, and signs something else than its answer.
        case lying
        /// An order is paid in the moment that its close arrives.
        case paysBeforeClose
        /// Does what it is asked, and answers nothing.
        case losesAnswers
    }

    /// An order as the provider has it.
    public struct Order: Sendable, Hashable, Codable {
        /// What became of it.
        public enum State: String, Sendable, Hashable, Codable {
            /// It can be paid.
            case notPaid
            /// It was paid.
            case paid
            /// It cannot be paid any more.
            case closed
            /// It was paid, and money of it was given back.
            case refunded
        }

        /// The merchant's number.
        public let number: String
        /// What is to be paid.
        public let amountFen: Int64
        /// What the payer reads.
        public let description: String
        /// Seconds since 1970; nil where the merchant set no end.
        public let expiresAt: Int64?
        /// What became of it.
        public internal(set) var state = State.notPaid
        /// What was given back.
        public internal(set) var refundedFen: Int64 = 0
        /// How many orders there were, with this one.
        let serial: Int

        init(number: String, amountFen: Int64, description: String, expiresAt: Int64?, serial: Int)
        {
            self.number = number
            self.amountFen = amountFen
            self.description = description
            self.expiresAt = expiresAt
            self.serial = serial
        }

        /// The text of its QR code.
        public var code: String { "weixin://wxpay/bizpayurl?pr=VIRTUAL\(serial)" }
        /// The provider's own number for its payment.
        public var transaction: String { "4200VIRTUAL\(serial)" }
    }

    /// Two pairs of keys, in PEM. The private ones are for files that only their owner may read.
    public struct Keys: Sendable, CustomStringConvertible, CustomReflectable {
        /// What the merchant signs with.
        public let merchantKeyPEM: String
        /// What the provider verifies with.
        public let merchantPublicKeyPEM: String
        /// What the provider signs with.
        public let providerKeyPEM: String
        /// What the merchant verifies with.
        public let providerPublicKeyPEM: String

        /// Nothing of the keys.
        public var description: String { "the keys of a merchant and its virtual provider" }
        /// Nothing of the keys.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// New keys.
    public static func makeKeys() -> Keys {
        let (merchant, provider) = (RSA.PrivateKey(), RSA.PrivateKey())
        return Keys(
            merchantKeyPEM: merchant.secretPEM,
            merchantPublicKeyPEM: merchant.publicKey.pem,
            providerKeyPEM: provider.secretPEM,
            providerPublicKeyPEM: provider.publicKey.pem
        )
    }
}

/// Why a virtual provider does not start.
public enum VirtualProviderError: Error, Sendable, Hashable {
    /// The merchant's public key is none.
    case merchantKeyUnusable
    /// The provider's private key is none.
    case providerKeyUnusable
    /// It cannot listen.
    case cannotListen(sentence: String, hint: String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .merchantKeyUnusable: "The merchant's public key cannot be used."
        case .providerKeyUnusable: "The provider's private key cannot be used."
        case .cannotListen(let sentence, _): sentence
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .merchantKeyUnusable, .providerKeyUnusable:
            "Give an RSA key of 2048 bits or more, in PEM."
        case .cannotListen(_, let hint): hint
        }
    }
}
