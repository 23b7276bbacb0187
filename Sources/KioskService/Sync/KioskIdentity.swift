public import Configuration
public import Cryptography
internal import FoundationEssentials
internal import Glibc
public import Prepayment
public import RecordChain

/// What a kiosk is towards its ledger: its own key, and the ledger's. One file of mode 0600, written
/// by `kiosk enrol`:
///
///     {"kiosk": 7, "ledgerKey": "…", "secretKey": "…"}
///
/// Whoever has it can sign as this kiosk. It is not needed to sell, and losing it loses no record:
/// the kiosk is enrolled again with a new key.
public struct KioskIdentity: Sendable {
    /// The kiosk that was enrolled.
    public let kiosk: KioskIdentifier
    /// Signs batches and requests.
    public let key: Ed25519.PrivateKey
    /// Verifies the ledger's receipts.
    public let ledgerKey: Ed25519.PublicKey

    /// The name of the kiosk's key.
    public var keyIdentifier: KeyIdentifier { KeyIdentifier(key.publicKey) }

    /// Reads the identity of a kiosk. No error shows anything of the file.
    public static func load(
        _ path: String,
        of kiosk: KioskIdentifier
    ) throws(KioskIdentityError) -> KioskIdentity {
        guard access(path, F_OK) == 0 else { throw .notEnrolled(kiosk) }
        let content = try Content(path)
        guard
            let ledgerKey = content.ledgerKey.flatMap({ [UInt8](hexadecimal: $0) }).flatMap({
                Ed25519.PublicKey(bytes: $0)
            })
        else { throw .malformed(path: path) }
        guard content.kiosk == kiosk.number else {
            throw .foreign(path: path, KioskIdentifier(content.kiosk), expected: kiosk)
        }
        return KioskIdentity(kiosk: kiosk, key: try content.key(path), ledgerKey: ledgerKey)
    }

    /// Writes the identity in place of an earlier one.
    func write(to path: String) throws(KioskIdentityError) {
        try Content(kiosk: kiosk, key: key, ledgerKey: ledgerKey).write(to: path)
    }

    /// The key that is being enrolled: made once and kept, so that after a lost answer the same code
    /// is asked for with the same key.
    static func keyInWaiting(
        _ path: String,
        of kiosk: KioskIdentifier
    ) throws(KioskIdentityError) -> Ed25519.PrivateKey {
        if access(path, F_OK) == 0 {
            let content = try Content(path)
            guard content.kiosk == kiosk.number else {
                throw .foreign(path: path, KioskIdentifier(content.kiosk), expected: kiosk)
            }
            return try content.key(path)
        }
        let key = Ed25519.PrivateKey()
        try Content(kiosk: kiosk, key: key, ledgerKey: nil).write(to: path)
        return key
    }

    private struct Content: Codable {
        let kiosk: UInt32
        let secretKey: String
        let ledgerKey: String?

        init(kiosk: KioskIdentifier, key: Ed25519.PrivateKey, ledgerKey: Ed25519.PublicKey?) {
            self.kiosk = kiosk.number
            secretKey = key.secretBytes.hexadecimal
            self.ledgerKey = ledgerKey?.description
        }

        init(_ path: String) throws(KioskIdentityError) {
            let bytes: [UInt8]
            do { bytes = try SecretFile.read(path) } catch { throw .file(error) }
            guard let content = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else {
                throw .malformed(path: path)
            }
            self = content
        }

        func key(_ path: String) throws(KioskIdentityError) -> Ed25519.PrivateKey {
            guard
                let key = [UInt8](hexadecimal: secretKey).flatMap({ Ed25519.PrivateKey(bytes: $0) })
            else { throw .malformed(path: path) }
            return key
        }

        func write(to path: String) throws(KioskIdentityError) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            guard let json = try? encoder.encode(self) else {
                preconditionFailure("texts and a number have JSON")
            }
            do { try PrivateFile.write([UInt8](json) + [0x0A], to: path) } catch {
                throw .file(error)
            }
        }
    }
}

/// Why a kiosk cannot sign.
public enum KioskIdentityError: Error, Equatable, Sendable {
    /// There is no identity yet.
    case notEnrolled(KioskIdentifier)
    /// The file could not be read or written, or others may.
    case file(PrivateFileError)
    /// The file holds something else.
    case malformed(path: String)
    /// The identity is another kiosk's.
    case foreign(path: String, KioskIdentifier, expected: KioskIdentifier)

    /// What happened.
    public var sentence: String {
        switch self {
        case .notEnrolled(let kiosk): "\(kiosk) is not enrolled at the ledger."
        case .file(let error): error.sentence
        case .malformed(let path): "\(path) holds no identity of a kiosk."
        case .foreign(let path, let found, let expected):
            "\(path) is the identity of \(found), and this is \(expected)."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .notEnrolled, .malformed:
            "Ask the office for a code (ledger enrol), then: kiosk enrol --code CODE."
        case .file(let error): error.hint
        case .foreign: "Check “kiosk” and “signingKey” in the configuration."
        }
    }
}
