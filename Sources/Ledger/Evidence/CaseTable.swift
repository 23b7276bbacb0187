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
            .text("reason", optional: true), .bytes("finding", optional: true),
            .bytes("held_head", optional: true), .bytes("offered_head", optional: true),
            .bytes("offered_heartbeat", optional: true),
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
    var finding: [UInt8]?
    var heldHead: [UInt8]?
    var offeredHead: [UInt8]?
    var offeredHeartbeat: [UInt8]?
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

    /// Opens a case for a heartbeat that contradicts what is held, unless a fork is open.
    func openFork(
        at position: RecordPosition,
        offered heartbeat: SignedHeartbeat,
        at now: WallTime
    ) throws {
        guard try !hasOpenCase(.fork, of: position.kiosk) else { return }
        let held = try batch(holding: position)?.signedBatch().signedHead
        try open([
            NewCase(
                kind: .fork,
                position: position,
                openedAt: now,
                heldHead: held?.bytes,
                offeredHeartbeat: heartbeat.bytes
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
                SQLValue.null,
                one.finding,
                one.heldHead,
                one.offeredHead,
                one.offeredHeartbeat
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
        let remarks = try remarks()
        return try query(
            """
            SELECT kiosk, epoch, sequence, number, kind, opened_at, closed_at, reason, finding,
            held_head, offered_head, offered_heartbeat FROM ledger_case ORDER BY opened_at DESC, kiosk, number DESC
            """
        ) { row in
            let position = try row.position(from: 0)
            let kind = try readKind(try row.text(4))
            return LedgerCase(
                kind: kind,
                kiosk: position.kiosk,
                number: try row.number(3),
                epoch: position.epoch,
                sequence: position.sequence,
                openedAt: WallTime(secondsSince1970: try row.integer(5)),
                closedAt: try row.optionalInteger(6).map { WallTime(secondsSince1970: $0) },
                reason: try row.optionalText(7),
                finding: try row.optionalBytes(8).map(readFinding),
                remark: kind == .deviceAttention ? remarks[position] : nil,
                heldHead: try row.optionalBytes(9).map(readHead),
                offeredHead: try row.optionalBytes(10).map(readHead),
                offeredHeartbeat: row.isNull(11) ? nil : try row.signedHeartbeat(11)
            )
        }
    }

    /// What kiosks wrote of their devices in the records that became cases. Each batch is read once.
    private func remarks() throws -> [RecordPosition: String] {
        let positions = try query(
            "SELECT kiosk, epoch, sequence FROM ledger_case WHERE kind = ?",
            LedgerCase.Kind.deviceAttention.rawValue
        ) { try $0.position(from: 0) }
        var remarks: [RecordPosition: String] = [:]
        for position in positions where remarks[position] == nil {
            for record in try batch(holding: position)?.newRecords().map(\.record) ?? [] {
                guard case .attentionAsked(let remark) = record.content else { continue }
                remarks[RecordPosition(record.header)] = remark
            }
            guard remarks[position] != nil else {
                throw Damage(what: "record \(position), which is a case, is missing.")
            }
        }
        return remarks
    }

    /// Closes the kiosk's open cases of a kind; gives how many there were.
    @discardableResult
    func closeCases(
        of kiosk: KioskIdentifier,
        kind: LedgerCase.Kind,
        at now: WallTime
    ) throws -> Int {
        try run(
            "UPDATE ledger_case SET closed_at = ? WHERE kiosk = ? AND kind = ? AND closed_at IS NULL",
            now.secondsSince1970,
            kiosk.number,
            kind.rawValue
        )
    }

    /// Closes one case for a reason that people give. A fork is ended by releasing the kiosk.
    func closeCase(
        _ number: UInt32,
        of kiosk: KioskIdentifier,
        reason: String,
        at now: WallTime
    ) throws -> CaseClosing {
        let found = try first(
            "SELECT kind, closed_at FROM ledger_case WHERE kiosk = ? AND number = ?",
            kiosk.number,
            number
        ) { (try $0.text(0), try $0.optionalInteger(1)) }
        guard let (kind, closedAt) = found else { return .unknown }
        guard closedAt == nil else { return .closedBefore }
        guard kind != LedgerCase.Kind.fork.rawValue else { return .fork }
        try run(
            "UPDATE ledger_case SET closed_at = ?, reason = ? WHERE kiosk = ? AND number = ?",
            now.secondsSince1970,
            reason,
            kiosk.number,
            number
        )
        return .closed
    }

    func hasOpenCase(_ kind: LedgerCase.Kind, of kiosk: KioskIdentifier) throws -> Bool {
        try openKinds(of: kiosk).contains { $0.kind == kind }
    }

    /// The open cases of one kiosk, or of all.
    func openKinds(
        of kiosk: KioskIdentifier?
    ) throws -> [(kiosk: KioskIdentifier, kind: LedgerCase.Kind)] {
        let kiosks = KioskRange(kiosk)
        return try query(
            """
            SELECT kiosk, kind FROM ledger_case
            WHERE kiosk BETWEEN ? AND ? AND closed_at IS NULL
            """,
            kiosks.first,
            kiosks.last
        ) { (kiosk: try $0.kiosk(0), kind: try readKind(try $0.text(1))) }
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

private func readKind(_ text: String) throws -> LedgerCase.Kind {
    guard let kind = LedgerCase.Kind(rawValue: text) else {
        throw Damage(what: "a case is of no known kind.")
    }
    return kind
}

private func readFinding(_ bytes: [UInt8]) throws -> WatchFinding {
    do throws(LayoutError) { return try WatchFinding(bytes: bytes) } catch {
        throw Damage(what: "a finding cannot be read. \(error.sentence)")
    }
}

private func readHead(_ bytes: [UInt8]) throws -> SignedHead {
    do throws(BatchError) { return try SignedHead(bytes: bytes) } catch {
        throw Damage(what: "a signed head cannot be read. \(error.sentence)")
    }
}
