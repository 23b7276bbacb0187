import Cryptography
import Prepayment
import RecordChain
import Storage

/// Who may sign, what was signed, and what contradicts it.
enum EvidenceTables {
    static let schema = """
        -- The newest code of each kiosk. What used it may use it again: its answer may have been lost.
        CREATE TABLE enrolment_code (
            kiosk INTEGER PRIMARY KEY,
            hash BLOB NOT NULL,
            expires_at INTEGER NOT NULL,
            used_by BLOB
        ) STRICT;
        -- A kiosk has one key that is not retired.
        CREATE TABLE kiosk_key (
            kiosk INTEGER NOT NULL,
            identifier BLOB NOT NULL UNIQUE,
            public_key BLOB NOT NULL,
            enrolled_at INTEGER NOT NULL,
            retired_at INTEGER,
            PRIMARY KEY (kiosk, identifier)
        ) STRICT, WITHOUT ROWID;
        -- Every head that was accepted, as it was signed.
        CREATE TABLE signed_head (
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL,
            head BLOB NOT NULL,
            received_at INTEGER NOT NULL,
            PRIMARY KEY (kiosk, epoch, last_sequence)
        ) STRICT, WITHOUT ROWID;
        -- A kiosk with an open case of kind 'fork' is in quarantine.
        CREATE TABLE ledger_case (
            kiosk INTEGER NOT NULL,
            number INTEGER NOT NULL,
            kind TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            opened_at INTEGER NOT NULL,
            closed_at INTEGER,
            held_head BLOB,
            offered_head BLOB NOT NULL,
            PRIMARY KEY (kiosk, number)
        ) STRICT, WITHOUT ROWID;
        """
}

// Enrolment.
extension Database {
    /// A kiosk's new code takes the place of the one before.
    func keepCode(
        _ code: EnrolmentCode,
        for kiosk: KioskIdentifier,
        expiresAt: WallTime
    ) throws {
        try run(
            "INSERT OR REPLACE INTO enrolment_code VALUES (?, ?, ?, NULL)",
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
        try transaction {
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
            "SELECT kiosk, public_key, retired_at FROM kiosk_key WHERE identifier = ?",
            identifier.bytes
        ) { row in
            guard let key = Ed25519.PublicKey(bytes: try row.bytes(1)) else {
                throw Damage(what: "the key \(identifier) is none.")
            }
            return EnrolledKey(kiosk: try row.kiosk(0), key: key, isRetired: !row.isNull(2))
        }
    }
}

// Heads and cases.
extension Database {
    func keep(_ head: SignedHead, receivedAt: WallTime) throws {
        try run(
            "INSERT INTO signed_head VALUES (?, ?, ?, ?, ?)",
            head.head.kiosk.number,
            Int(head.head.epoch),
            head.head.end.sequence,
            head.bytes,
            receivedAt.secondsSince1970
        )
    }

    /// Whether a fork of the kiosk waits for people.
    func isInQuarantine(_ kiosk: KioskIdentifier) throws -> Bool {
        try first(
            """
            SELECT 1 FROM ledger_case
            WHERE kiosk = ? AND kind = '\(LedgerCase.Kind.fork.rawValue)' AND closed_at IS NULL
            """,
            kiosk.number
        ) { _ in true } ?? false
    }

    /// Opens a case, and so puts the kiosk into quarantine.
    func openCase(_ fork: Fork, offered: SignedHead, at now: WallTime) throws {
        let head = offered.head
        let number: Int64? =
            try first(
                "SELECT max(number) FROM ledger_case WHERE kiosk = ?",
                head.kiosk.number
            ) { try $0.optionalInteger(0) } ?? nil
        try run(
            "INSERT INTO ledger_case VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)",
            head.kiosk.number,
            (number ?? 0) + 1,
            LedgerCase.Kind.fork.rawValue,
            Int(head.epoch),
            fork.sequence,
            now.secondsSince1970,
            try heldHead(contradicting: fork, of: head),
            offered.bytes
        )
    }

    /// The signed head that a fork contradicts: the one that covers the record, or the last of the
    /// epoch that it does not follow.
    private func heldHead(contradicting fork: Fork, of head: BatchHead) throws -> [UInt8]? {
        let (condition, epoch) =
            switch fork {
            case .differentRecord:
                ("epoch = ?2 AND last_sequence >= ?3 ORDER BY last_sequence", head.epoch)
            case .epochIsOver(_, let later):
                ("epoch = ?2 AND ?3 > 0 ORDER BY last_sequence", later)
            case .epochWithoutStart, .epochDoesNotFollow:
                ("epoch < ?2 AND ?3 > 0 ORDER BY epoch DESC, last_sequence DESC", head.epoch)
            }
        return try first(
            "SELECT head FROM signed_head WHERE kiosk = ?1 AND \(condition) LIMIT 1",
            head.kiosk.number,
            Int(epoch),
            fork.sequence
        ) { try $0.bytes(0) }
    }

    /// All cases, the newest first.
    func cases() throws -> [LedgerCase] {
        try query(
            """
            SELECT kiosk, number, kind, epoch, sequence, opened_at, closed_at, held_head,
            offered_head FROM ledger_case ORDER BY opened_at DESC, kiosk, number DESC
            """
        ) { row in
            guard let kind = LedgerCase.Kind(rawValue: try row.text(2)) else {
                throw Damage(what: "a case is of no known kind.")
            }
            return LedgerCase(
                kind: kind,
                kiosk: try row.kiosk(0),
                number: try row.number(1),
                epoch: try row.number(3),
                sequence: try row.number(4),
                openedAt: WallTime(secondsSince1970: try row.integer(5)),
                closedAt: try row.optionalInteger(6).map { WallTime(secondsSince1970: $0) },
                heldHead: try row.optionalBytes(7).map(readHead),
                offeredHead: try readHead(try row.bytes(8))
            )
        }
    }

    /// Closes the kiosk's forks; gives how many there were.
    func release(_ kiosk: KioskIdentifier, at now: WallTime) throws -> Int {
        try run(
            """
            UPDATE ledger_case SET closed_at = ?
            WHERE kiosk = ? AND kind = '\(LedgerCase.Kind.fork.rawValue)' AND closed_at IS NULL
            """,
            now.secondsSince1970,
            kiosk.number
        )
        return changes
    }
}

private func readHead(_ bytes: [UInt8]) throws -> SignedHead {
    do throws(BatchError) { return try SignedHead(bytes: bytes) } catch {
        throw Damage(what: "a signed head cannot be read. \(error.sentence)")
    }
}
