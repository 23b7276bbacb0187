import Cryptography
import Prepayment
import RecordChain
import Relational

/// Who may sign.
enum EnrolmentTables {
    /// The newest code of each kiosk. What used it may use it again: its answer may have been lost.
    static let code = SQLTable(
        "enrolment_code",
        [
            .integer("kiosk"), .bytes("hash"), .integer("expires_at"),
            .bytes("used_by", optional: true),
        ],
        key: ["kiosk"]
    )

    /// A kiosk has one key that is not retired.
    static let key = SQLTable(
        "kiosk_key",
        [
            .integer("kiosk"), .bytes("identifier"), .bytes("public_key"),
            .integer("enrolled_at"), .integer("retired_at", optional: true),
        ],
        key: ["kiosk", "identifier"]
    )

    static let keyIndex = "CREATE INDEX kiosk_key_by_identifier ON kiosk_key (identifier)"
}

extension SQLConnection {
    /// A kiosk's new code takes the place of the one before.
    func keepCode(
        _ code: EnrolmentCode,
        for kiosk: KioskIdentifier,
        expiresAt: WallTime
    ) throws {
        try run(
            """
            INSERT INTO enrolment_code VALUES (?, ?, ?, NULL) ON CONFLICT (kiosk) DO UPDATE SET
            hash = excluded.hash, expires_at = excluded.expires_at, used_by = NULL
            """,
            kiosk.number,
            code.hash,
            expiresAt.secondsSince1970
        )
    }

    func enrol(
        _ kiosk: KioskIdentifier,
        key: Ed25519.PublicKey,
        code: EnrolmentCode,
        at now: WallTime
    ) throws -> EnrolmentAnswer {
        let kept = try first(
            "SELECT hash, expires_at, used_by FROM enrolment_code WHERE kiosk = ?",
            kiosk.number
        ) { (try $0.bytes(0), try $0.integer(1), try $0.optionalBytes(2)) }
        guard let (hash, expiresAt, usedBy) = kept, equalInConstantTime(hash, code.hash)
        else { return .refused(.codeUnknown) }
        guard now.secondsSince1970 < expiresAt else { return .refused(.codeExpired) }
        if let usedBy {
            return usedBy == key.bytes ? .enrolled : .refused(.codeUsed)
        }
        let identifier = KeyIdentifier(key)
        guard try enrolledKey(identifier) == nil else { return .refused(.keyTaken) }
        try replaceKey(of: kiosk, with: key, identifier: identifier, at: now)
        return .enrolled
    }

    private func replaceKey(
        of kiosk: KioskIdentifier,
        with key: Ed25519.PublicKey,
        identifier: KeyIdentifier,
        at now: WallTime
    ) throws {
        try run(
            "UPDATE kiosk_key SET retired_at = ? WHERE kiosk = ? AND retired_at IS NULL",
            now.secondsSince1970,
            kiosk.number
        )
        try run(
            "INSERT INTO kiosk_key VALUES (?, ?, ?, ?, NULL)",
            kiosk.number,
            identifier.bytes,
            key.bytes,
            now.secondsSince1970
        )
        try run(
            "UPDATE enrolment_code SET used_by = ? WHERE kiosk = ?",
            key.bytes,
            kiosk.number
        )
    }

    func enrolledKey(_ identifier: KeyIdentifier) throws -> EnrolledKey? {
        try first(
            "SELECT kiosk, identifier, public_key, retired_at FROM kiosk_key WHERE identifier = ?",
            identifier.bytes
        ) { try $0.enrolledKey().key }
    }

    /// When the key was enrolled that each kiosk signs with, or one of them.
    func enrolments(
        of kiosk: KioskIdentifier?
    ) throws -> [(kiosk: KioskIdentifier, enrolledAt: WallTime)] {
        let kiosks = KioskRange(kiosk)
        return try query(
            """
            SELECT kiosk, enrolled_at FROM kiosk_key
            WHERE kiosk BETWEEN ? AND ? AND retired_at IS NULL ORDER BY kiosk
            """,
            kiosks.first,
            kiosks.last
        ) { (kiosk: try $0.kiosk(0), enrolledAt: WallTime(secondsSince1970: try $0.integer(1))) }
    }

    /// Every key that was ever enrolled.
    func enrolledKeys() throws -> [KeyIdentifier: EnrolledKey] {
        let keys = try query(
            "SELECT kiosk, identifier, public_key, retired_at FROM kiosk_key"
        ) { try $0.enrolledKey() }
        return Dictionary(keys.map { ($0.identifier, $0.key) }) { first, _ in first }
    }
}

extension SQLRow {
    fileprivate func enrolledKey() throws -> (identifier: KeyIdentifier, key: EnrolledKey) {
        guard let identifier = KeyIdentifier(bytes: try bytes(1)),
            let key = Ed25519.PublicKey(bytes: try bytes(2))
        else { throw Damage(what: "a key of \(try kiosk(0)) is none.") }
        return (
            identifier, EnrolledKey(kiosk: try kiosk(0), key: key, isRetired: !isNull(3))
        )
    }
}
