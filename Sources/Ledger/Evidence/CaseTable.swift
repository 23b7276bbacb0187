import Book
import Prepayment
import RecordChain
import Relational

/// What people must look into. A kiosk with an open case of kind “fork” is in quarantine.
enum CaseTable {
    static let table = SQLTable(
        "ledger_case",
        [
            .integer("kiosk"), .integer("number"), .text("kind"), .integer("epoch"),
            .integer("sequence"), .integer("opened_at"), .integer("closed_at", optional: true),
            .text("note", optional: true), .bytes("held_head", optional: true),
            .bytes("offered_head", optional: true),
        ],
        key: ["kiosk", "number"]
    )

    /// A row where the kiosk is in quarantine.
    static let quarantineQuery = """
        SELECT 1 FROM ledger_case
        WHERE kiosk = ? AND kind = '\(LedgerCase.Kind.fork.rawValue)' AND closed_at IS NULL
        """
}

/// A case before it has its number.
struct NewCase {
    let kind: LedgerCase.Kind
    let position: RecordPosition
    let openedAt: WallTime
    var note: String?
    var heldHead: [UInt8]?
    var offeredHead: [UInt8]?
}

extension SQLConnection {
    /// Opens a case for a fork, and so puts the kiosk into quarantine.
    func openCase(_ fork: Fork, offered: SignedHead, at now: WallTime) throws {
        let head = offered.head
        let name = JournalName(kiosk: head.kiosk, epoch: head.epoch)
        try open([
            NewCase(
                kind: .fork,
                position: name.position(fork.sequence),
                openedAt: now,
                heldHead: try heldHead(contradicting: fork, of: head),
                offeredHead: offered.bytes
            )
        ])
    }

    /// Opens cases; each takes the next number of its kiosk.
    func open(_ cases: [NewCase]) throws {
        var rows = SQLRows(columnCount: CaseTable.table.columns.count)
        var lastNumbers: [KioskIdentifier: Int64] = [:]
        for one in cases {
            let kiosk = one.position.kiosk
            let number = try (lastNumbers[kiosk] ?? lastCaseNumber(of: kiosk)) + 1
            lastNumbers[kiosk] = number
            rows.append(
                kiosk.number,
                number,
                one.kind.rawValue,
                one.position.epoch,
                one.position.sequence,
                one.openedAt.secondsSince1970,
                SQLValue.null,
                one.note,
                one.heldHead,
                one.offeredHead
            )
        }
        try append(rows, to: CaseTable.table)
    }

    private func lastCaseNumber(of kiosk: KioskIdentifier) throws -> Int64 {
        try first("SELECT max(number) FROM ledger_case WHERE kiosk = ?", kiosk.number) {
            try $0.optionalInteger(0) ?? 0
        } ?? 0
    }

    /// The signed head that a fork contradicts: the one that covers the record, or the last of the
    /// epoch that it does not follow.
    private func heldHead(contradicting fork: Fork, of head: BatchHead) throws -> [UInt8]? {
        let (condition, epoch) =
            switch fork {
            case .differentRecord:
                ("epoch = ? AND last_sequence >= ? ORDER BY last_sequence", head.epoch)
            case .epochIsOver(_, let later):
                ("epoch = ? AND ? > 0 ORDER BY last_sequence", later)
            case .epochWithoutStart, .epochDoesNotFollow:
                ("epoch < ? AND ? > 0 ORDER BY epoch DESC, last_sequence DESC", head.epoch)
            }
        return try first(
            "SELECT batch FROM accepted_batch WHERE kiosk = ? AND \(condition) LIMIT 1",
            head.kiosk.number,
            epoch,
            fork.sequence
        ) { row in
            let bytes = try row.bytes(0)
            do throws(BatchError) {
                return try SignedBatch(bytes: bytes).signedHead.bytes
            } catch { throw Damage(what: "a batch of \(head.kiosk) cannot be read.") }
        }
    }

    /// All cases, the newest first.
    func cases() throws -> [LedgerCase] {
        try query(
            """
            SELECT kiosk, number, kind, epoch, sequence, opened_at, closed_at, note, held_head,
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
                note: try row.optionalText(7),
                heldHead: try row.optionalBytes(8).map(readHead),
                offeredHead: try row.optionalBytes(9).map(readHead)
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
    }

    /// The sales whose money went to suspense, and why.
    func objections() throws -> [SaleIdentifier: Objection] {
        var objections: [SaleIdentifier: Objection] = [:]
        try forEach("SELECT kind, kiosk, epoch, sequence FROM ledger_case") { row in
            guard let kind = LedgerCase.Kind(rawValue: try row.text(0)),
                let objection = kind.objection
            else { return }
            let sale = SaleIdentifier(
                kiosk: try row.kiosk(1),
                epoch: try row.number(2),
                sequence: try row.number(3)
            )
            objections[sale] = objection
        }
        return objections
    }
}

private func readHead(_ bytes: [UInt8]) throws -> SignedHead {
    do throws(BatchError) { return try SignedHead(bytes: bytes) } catch {
        throw Damage(what: "a signed head cannot be read. \(error.sentence)")
    }
}
