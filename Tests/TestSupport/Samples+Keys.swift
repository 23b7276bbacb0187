public import Cryptography

extension Sample {
    /// A kiosk's signing key; every number gives another.
    public static func signingKey(_ number: UInt8 = 7) -> Ed25519.PrivateKey {
        guard let key = Ed25519.PrivateKey(bytes: [UInt8](repeating: number, count: 32)) else {
            preconditionFailure("32 bytes are a key")
        }
        return key
    }

    /// The key with which the tests' ledger signs receipts.
    public static let ledgerKey = signingKey(0xEE)
}
