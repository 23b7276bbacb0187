import Cryptography
import Prepayment
import RecordChain
import Relational

extension SQLConnection {
    /// The last day whose root was closed; nil before the first.
    func lastClosedDay() throws -> ClosedDay? {
        let keys = Array(try ledgerKeys().values)
        return try first(
            "SELECT day, ends_at, note FROM day_root ORDER BY day DESC LIMIT 1"
        ) { try $0.closedDay(signedByOneOf: keys) }
    }

    /// The closed root of a day.
    func closedDay(_ day: BusinessDay) throws -> ClosedDay? {
        let keys = Array(try ledgerKeys().values)
        return try first(
            "SELECT day, ends_at, note FROM day_root WHERE day = ?",
            day.yearMonthDay
        ) { try $0.closedDay(signedByOneOf: keys) }
    }

    /// The days that are closed, in order.
    private func closedDays() throws -> [ClosedDay] {
        let keys = Array(try ledgerKeys().values)
        return try query("SELECT day, ends_at, note FROM day_root ORDER BY day") {
            try $0.closedDay(signedByOneOf: keys)
        }
    }

    /// Keeps a day's root; false where a head came under the day since the root was made.
    func close(_ day: ClosedDay) throws -> Bool {
        guard try closedDay(day.checkpoint.day) == nil else { return true }
        let start = try openSince() ?? WallTime(secondsSince1970: .min)
        guard try headTree(from: start, before: day.end).root == day.checkpoint.checkpoint.root
        else { return false }
        try run(
            "INSERT INTO day_root VALUES (?, ?, ?)",
            day.checkpoint.day.yearMonthDay,
            day.end.secondsSince1970,
            day.checkpoint.note.description
        )
        return true
    }

    /// The first moment that stands under no closed day; nil where none is closed.
    func openSince() throws -> WallTime? {
        try first("SELECT max(ends_at) FROM day_root") {
            try $0.optionalInteger(0).map { WallTime(secondsSince1970: $0) }
        } ?? nil
    }

    /// When the first batch of all was accepted.
    func firstReceipt() throws -> WallTime? {
        try first("SELECT min(accepted_at) FROM accepted_batch") {
            try $0.optionalInteger(0).map { WallTime(secondsSince1970: $0) }
        } ?? nil
    }

    /// The tree of the heads that were accepted from one moment on and before another.
    func headTree(from start: WallTime, before end: WallTime) throws -> MerkleFrontier {
        var tree = MerkleFrontier()
        try forEach(
            """
            SELECT leaf FROM accepted_batch WHERE accepted_at >= ? AND accepted_at < ?
            ORDER BY kiosk, epoch, last_sequence
            """,
            start.secondsSince1970,
            end.secondsSince1970
        ) { tree.append(leafHash: try $0.bytes(0)) }
        return tree
    }

    /// Makes the tree of every closed day again.
    func checkDayRoots() throws -> Int {
        var start = WallTime(secondsSince1970: .min)
        let days = try closedDays()
        for day in days {
            let tree = try headTree(from: start, before: day.end)
            guard tree.root == day.checkpoint.checkpoint.root,
                tree.size == day.checkpoint.checkpoint.size
            else { throw VerificationFault.dayRoot(day.checkpoint.day) }
            start = day.end
        }
        return days.count
    }
}

extension SQLRow {
    /// Three columns: day, end, note. A note that no key of this ledger signed is damage.
    fileprivate func closedDay(signedByOneOf keys: [Ed25519.PublicKey]) throws -> ClosedDay {
        let day = try day(0)
        guard let checkpoint = DayCheckpoint(try text(2), signedByOneOf: keys),
            checkpoint.day == day
        else { throw VerificationFault.dayRoot(day) }
        return ClosedDay(checkpoint, end: WallTime(secondsSince1970: try integer(1)))
    }
}

extension DayCheckpoint {
    /// Reads a note of a ledger whose name it tells, and which one of these keys signed.
    fileprivate init?(_ text: String, signedByOneOf keys: [Ed25519.PublicKey]) {
        guard let signature = SignedNote(text)?.signatures.first,
            let name = NoteKey.Name(signature.keyName)
        else { return nil }
        for key in keys {
            guard let checkpoint = DayCheckpoint(text, verifiedBy: NoteKey(name, key)) else {
                continue
            }
            self = checkpoint
            return
        }
        return nil
    }
}
