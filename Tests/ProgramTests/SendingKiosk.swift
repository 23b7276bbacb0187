import Cryptography
import Ledger
import Prepayment
import RecordChain
import Synchronization
import TestSupport
import Testing

/// A kiosk that sells as fast as it can send, to a ledger that comes and goes. It believes every
/// answer, and holds the ledger to it.
struct SendingKiosk: Sendable {
    private var journal: JournalWriter
    private var random: SeededGenerator
    /// The end of what the ledger has said that it holds.
    private var promised = ChainHead.origin
    private(set) var paidFen: Int64 = 0

    init(number: UInt32, seed: UInt64) {
        journal = JournalWriter(kiosk: number)
        random = SeededGenerator(seed: seed &* 1_000 &+ UInt64(number))
    }

    var identifier: KioskIdentifier { journal.kiosk }
    var head: ChainHead { journal.head }
    private var keyNumber: UInt8 { UInt8(journal.kiosk.number) }

    /// Makes it known in a store that no program has open.
    func enrol(in store: any LedgerStore) async throws {
        let code = try await store.makeEnrolmentCode(for: identifier, expiresAt: Sample.noon)
        let answer = try await store.enrol(
            identifier,
            key: Sample.signingKey(keyNumber).publicKey,
            code: code,
            at: WallTime(secondsSince1970: 0)
        )
        #expect(answer == .enrolled)
    }

    /// Sells and sends until the test is over, then sends what is left.
    mutating func work(_ board: KillBoard) async throws {
        var next: UInt32?
        while !board.isOver || promised != journal.head {
            if !board.isOver { sell() }
            let client = RawClient(board.address)
            do {
                if next == nil { next = try await whereToGoOn(client) }
                next = try await send(from: next ?? 1, client)
                board.noteAnswer()
            } catch is ClientError {
                // No answer says nothing of the batch: the ledger is asked how far it is.
                next = nil
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    private mutating func sell() {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let fen = Int64.random(in: 1...200, using: &random) * 100
            journal.sell(fen: fen)
            paidFen += fen
        }
    }

    /// What was promised is held. The kiosk goes on from there or, as one that does not ask, from
    /// the last answer that reached it.
    private mutating func whereToGoOn(_ client: RawClient) async throws -> UInt32 {
        let answer = try await client.get("/v1/cursor?kiosk=\(identifier.number)&epoch=1")
        guard answer.status == 200 else { throw ClientError(operation: "ask", errno: 0) }
        let held = try answer.json(SyncAnswer.self).head
        #expect(held.sequence >= promised.sequence, "\(identifier): an accepted batch is gone")
        try #require(held.sequence <= journal.head.sequence)
        #expect(held == journal.head(at: held.sequence))
        return Bool.random(using: &random) ? held.sequence + 1 : promised.sequence + 1
    }

    /// Sends the next records; gives the number after the last that is held.
    private mutating func send(from first: UInt32, _ client: RawClient) async throws -> UInt32 {
        let first = min(first, journal.head.sequence)
        let last = min(
            journal.head.sequence,
            first + UInt32.random(in: 0...20, using: &random)
        )
        let batch = try journal.batch(first...last)
        let key = Sample.signingKey(keyNumber)
        let answer = try await client.send(SignedBatch(batch, signedBy: key), key: key)
        // The ledger's store may be away.
        guard answer.status == 200 else {
            try #require(answer.status == 503, "\(String(decoding: answer.body, as: UTF8.self))")
            throw ClientError(operation: "send", errno: 0)
        }
        let told = try answer.json(SyncAnswer.self)
        try told.check(against: batch)
        #expect(told.head == journal.head(at: told.head.sequence))
        #expect(told.head.sequence >= promised.sequence)
        #expect(told.receipt?.head == told.head)
        promised = told.head
        return told.nextSequence
    }
}

/// What the kiosks of a test and who kills their ledger tell one another.
final class KillBoard: Sendable {
    private struct State {
        var address: String
        var answerCount = 0
        var isOver = false
    }

    private let state: Mutex<State>

    init(address: String) { state = Mutex(State(address: address)) }

    /// Where the ledger listens, or last did.
    var address: String {
        get { state.withLock { $0.address } }
        set { state.withLock { $0.address = newValue } }
    }
    /// How many batches were answered.
    var answerCount: Int { state.withLock { $0.answerCount } }
    /// Nothing is sold any more.
    var isOver: Bool { state.withLock { $0.isOver } }

    func noteAnswer() { state.withLock { $0.answerCount += 1 } }
    func end() { state.withLock { $0.isOver = true } }
}
