import Cryptography
import Prepayment
import RecordChain
import Relational

/// The keys with which the ledger signed, the public halves: receipts are verified with them when the
/// key has long been replaced.
enum LedgerKeyTable {
    static let table = SQLTable(
        "ledger_key",
        [.bytes("identifier"), .bytes("public_key"), .integer("since")],
        key: ["identifier"]
    )
}

extension SQLConnection {
    func keepLedgerKey(_ key: Ed25519.PublicKey, since now: WallTime) throws {
        try run(
            "INSERT INTO ledger_key VALUES (?, ?, ?) ON CONFLICT (identifier) DO NOTHING",
            KeyIdentifier(key).bytes,
            key.bytes,
            now.secondsSince1970
        )
    }

    func ledgerKeys() throws -> [KeyIdentifier: Ed25519.PublicKey] {
        let keys = try query("SELECT public_key FROM ledger_key") { row in
            guard let key = Ed25519.PublicKey(bytes: try row.bytes(0)) else {
                throw Damage(what: "a key of the ledger is none.")
            }
            return (KeyIdentifier(key), key)
        }
        return Dictionary(keys) { first, _ in first }
    }
}
