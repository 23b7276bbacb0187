/// A kiosk's wish to be enrolled, as JSON on the wire (`POST /v1/enrolments`). The request is signed
/// with the key that it brings: who sends it has the private half.
public struct EnrolmentRequest: Hashable, Sendable, Codable {
    /// The kiosk's number.
    public let kiosk: UInt32
    /// What the office told, as it was typed.
    public let code: String
    /// The key to be enrolled, 64 hexadecimal digits.
    public let publicKey: String

    /// Takes the three.
    public init(kiosk: UInt32, code: String, publicKey: String) {
        (self.kiosk, self.code, self.publicKey) = (kiosk, code, publicKey)
    }
}

/// The ledger's answer: the kiosk is enrolled, and this is the key that signs receipts.
public struct EnrolmentConfirmation: Hashable, Sendable, Codable {
    /// The kiosk's number.
    public let kiosk: UInt32
    /// The ledger's public key, 64 hexadecimal digits.
    public let ledgerKey: String

    /// Takes both.
    public init(kiosk: UInt32, ledgerKey: String) {
        (self.kiosk, self.ledgerKey) = (kiosk, ledgerKey)
    }
}
