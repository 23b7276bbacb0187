import Book
import Prepayment
import Relational

/// Who may write or refund a sale, and who was not heard since the store was restored.
enum ClaimTables {
    /// The newest claim of each sale.
    static let claim = SQLTable(
        "sale_claim",
        [
            .integer("kiosk"), .integer("epoch"), .integer("sequence"),
            // 1 to write it, 2 to give the money back.
            .integer("purpose"), .integer("holder"), .integer("holder_epoch"),
            .integer("given_after"), .integer("record_count"), .integer("given_at"),
        ],
        key: ["kiosk", "epoch", "sequence"]
    )

    /// A copy knows nothing of the claims and refunds since it was made. Each kiosk stands here after a
    /// restoration until a heartbeat of it names a record that is held again.
    static let unheard = SQLTable("unheard_kiosk", [.integer("kiosk")], key: ["kiosk"])
}

extension SQLConnection {
    func claim(of sale: SaleIdentifier) throws -> SaleClaim? {
        try first(
            """
            SELECT purpose, holder, holder_epoch, given_after, record_count FROM sale_claim
            WHERE kiosk = ? AND epoch = ? AND sequence = ?
            """,
            sale.kiosk.number,
            sale.epoch,
            sale.sequence
        ) { row in
            SaleClaim(
                sale: sale,
                purpose: try row.choice(0),
                givenAfter: try row.position(from: 1),
                recordCount: try row.number(4)
            )
        }
    }

    /// Keeps claims in the place of earlier ones on the same sales.
    func give(_ claims: [SaleClaim], at now: WallTime) throws {
        for claim in claims {
            try run(
                """
                INSERT INTO sale_claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kiosk, epoch, sequence) DO UPDATE SET
                    purpose = excluded.purpose, holder = excluded.holder,
                    holder_epoch = excluded.holder_epoch, given_after = excluded.given_after,
                    record_count = excluded.record_count, given_at = excluded.given_at
                """,
                claim.sale.kiosk.number,
                claim.sale.epoch,
                claim.sale.sequence,
                claim.purpose.rawValue,
                claim.givenAfter.kiosk.number,
                claim.givenAfter.epoch,
                claim.givenAfter.sequence,
                claim.recordCount,
                now.secondsSince1970
            )
        }
    }

    /// Nobody was heard since the store was filled from a copy.
    func forgetWhoWasHeard() throws {
        try execute(
            """
            INSERT INTO unheard_kiosk SELECT kiosk FROM
                (SELECT kiosk FROM kiosk_key UNION SELECT kiosk FROM chain_cursor) AS known
            WHERE kiosk NOT IN (SELECT kiosk FROM unheard_kiosk)
            """
        )
    }

    /// A kiosk's heartbeat named a record that is held.
    func noteHeard(_ kiosk: KioskIdentifier) throws {
        try run("DELETE FROM unheard_kiosk WHERE kiosk = ?", kiosk.number)
    }

    func unheardKiosks() throws -> Set<KioskIdentifier> {
        Set(try query("SELECT kiosk FROM unheard_kiosk") { try $0.kiosk(0) })
    }
}
