import Book
import Prepayment
import RecordChain
import Relational

/// What kiosks said of themselves, and the days that are closed.
enum WatchTables {
    /// The newest heartbeat of each kiosk, and the one before it.
    static let heartbeat = SQLTable(
        "heartbeat",
        [.integer("kiosk"), .integer("slot"), .integer("received_at"), .bytes("heartbeat")],
        key: ["kiosk", "slot"]
    )

    /// The furthest record that a kiosk named on a day and that was not held then.
    static let claim = SQLTable(
        "head_claim",
        [
            .integer("kiosk"), .integer("epoch"), .integer("day"), .integer("sequence"),
            .bytes("hash"), .bytes("heartbeat"), .integer("received_at"),
            // 1 when it is not looked at again.
            .integer("settled"),
        ],
        key: ["kiosk", "epoch", "day"]
    )

    static let dayRoot = SQLTable(
        "day_root",
        [.integer("day"), .integer("ends_at"), .text("note")],
        key: ["day"]
    )

    /// In the column `slot`.
    static let newest = 0
    static let previous = 1
}

/// A heartbeat that is kept.
struct KeptHeartbeat {
    let kiosk: KioskIdentifier
    let slot: Int
    let signed: SignedHeartbeat
    let receivedAt: WallTime

    var heard: HeardHeartbeat { HeardHeartbeat(signed.heartbeat, receivedAt: receivedAt) }
}

/// A claim that is kept.
struct KeptClaim {
    let name: JournalName
    let day: BusinessDay
    let head: ChainHead
    let receivedAt: WallTime
}

extension SQLConnection {
    /// Heartbeats of one kiosk, or of all.
    func heartbeats(of kiosk: KioskIdentifier?) throws -> [KeptHeartbeat] {
        let kiosks = KioskRange(kiosk)
        return try query(
            """
            SELECT kiosk, slot, received_at, heartbeat FROM heartbeat
            WHERE kiosk BETWEEN ? AND ?
            """,
            kiosks.first,
            kiosks.last
        ) { row in
            KeptHeartbeat(
                kiosk: try row.kiosk(0),
                slot: try row.number(1),
                signed: try row.signedHeartbeat(3),
                receivedAt: WallTime(secondsSince1970: try row.integer(2))
            )
        }
    }

    func keep(_ heartbeat: SignedHeartbeat, in slot: Int, receivedAt: WallTime) throws {
        try run(
            """
            INSERT INTO heartbeat VALUES (?, ?, ?, ?) ON CONFLICT (kiosk, slot) DO UPDATE SET
            received_at = excluded.received_at, heartbeat = excluded.heartbeat
            """,
            heartbeat.heartbeat.kiosk.number,
            slot,
            receivedAt.secondsSince1970,
            heartbeat.bytes
        )
    }

    /// Keeps what a heartbeat names beyond what is held; told again, it counts from the first time.
    func claim(_ signed: SignedHeartbeat, receivedAt: WallTime) throws {
        let heartbeat = signed.heartbeat
        try run(
            """
            INSERT INTO head_claim VALUES (?, ?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (kiosk, epoch, day) DO UPDATE SET
                sequence = excluded.sequence, hash = excluded.hash,
                heartbeat = excluded.heartbeat, received_at = excluded.received_at, settled = 0
            WHERE excluded.sequence > head_claim.sequence
            """,
            heartbeat.kiosk.number,
            heartbeat.epoch,
            heartbeat.businessDay.yearMonthDay,
            heartbeat.head.sequence,
            heartbeat.head.hash,
            signed.bytes,
            receivedAt.secondsSince1970
        )
    }

    /// The claims of one kiosk, or of all, that are looked at.
    func openClaims(of kiosk: KioskIdentifier?) throws -> [KeptClaim] {
        let kiosks = KioskRange(kiosk)
        return try query(
            """
            SELECT kiosk, epoch, day, sequence, hash, received_at FROM head_claim
            WHERE kiosk BETWEEN ? AND ? AND settled = 0 ORDER BY kiosk, epoch, day
            """,
            kiosks.first,
            kiosks.last
        ) { row in
            KeptClaim(
                name: JournalName(kiosk: try row.kiosk(0), epoch: try row.number(1)),
                day: try row.day(2),
                head: ChainHead(sequence: try row.number(3), hash: try row.bytes(4)),
                receivedAt: WallTime(secondsSince1970: try row.integer(5))
            )
        }
    }

    /// The hash that some heartbeat gave a record which is not held.
    func claimedHash(at position: RecordPosition) throws -> [UInt8]? {
        try first(
            "SELECT hash FROM head_claim WHERE kiosk = ? AND epoch = ? AND sequence = ?",
            position.kiosk.number,
            position.epoch,
            position.sequence
        ) { try $0.bytes(0) }
    }

    /// The heartbeat of a claim.
    func heartbeat(
        claiming claim: HeadClaim,
        of kiosk: KioskIdentifier
    ) throws -> SignedHeartbeat? {
        try first(
            """
            SELECT heartbeat FROM head_claim
            WHERE kiosk = ? AND epoch = ? AND day = ? AND sequence = ?
            """,
            kiosk.number,
            claim.epoch,
            claim.day.yearMonthDay,
            claim.head.sequence
        ) { try $0.signedHeartbeat(0) }
    }

    /// Looks at a claim no more, unless a later record was named meanwhile.
    func settle(_ claim: HeadClaim, of kiosk: KioskIdentifier) throws {
        try run(
            """
            UPDATE head_claim SET settled = 1
            WHERE kiosk = ? AND epoch = ? AND day = ? AND sequence = ?
            """,
            kiosk.number,
            claim.epoch,
            claim.day.yearMonthDay,
            claim.head.sequence
        )
    }
}

extension SQLRow {
    func signedHeartbeat(_ column: Int) throws -> SignedHeartbeat {
        let bytes = try bytes(column)
        do throws(HeartbeatError) { return try SignedHeartbeat(bytes: bytes) } catch {
            throw Damage(what: "a heartbeat cannot be read. \(error.sentence)")
        }
    }
}
