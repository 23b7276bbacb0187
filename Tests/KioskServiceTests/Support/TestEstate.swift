import Cryptography
import Journal
import Ledger
import Prepayment
import RecordChain
import Synchronization
import TestSupport
import Testing

@testable import KioskService

/// Two kiosks of one estate before one ledger, and a card that goes from one to the other.
struct TestEstate {
    let folder = TemporaryFolder()
    let ledger: any LedgerStore
    let first: TestKiosk
    let second: TestKiosk
    /// The second kiosk's way to the ledger.
    let way: TestClaims
    var card: TestCard { first.card }

    init() async throws {
        ledger = try await StoreLocation.sqlite(path: folder.file("ledger.sqlite")).open()
        try await ledger.keepLedgerKey(Sample.ledgerKey.publicKey, since: Sample.noon)
        let place = try KioskPlace()
        let card = TestCard()
        try card.issue(place.configuration().terms(for: .electricity), keys: place.keys)
        first = try await TestKiosk(
            place,
            card,
            place.configuration(),
            claims: TestClaims(ledger, KioskIdentifier(7))
        )
        way = TestClaims(ledger, KioskIdentifier(8))
        second = try await Self.neighbour(8, of: first, claims: way)
    }

    /// Another kiosk with the same card.
    static func neighbour(
        _ number: Int,
        of kiosk: TestKiosk,
        claims: TestClaims
    ) async throws -> TestKiosk {
        let place = try kiosk.place.copyWithoutJournal()
        return try await TestKiosk(
            place,
            kiosk.card,
            place.configuration(kiosk: number),
            claims: claims
        )
    }

    /// The same kiosk, started anew: it asks again at once.
    static func reopened(_ kiosk: TestKiosk, claims: TestClaims) async throws -> TestKiosk {
        await kiosk.close()
        let number = Int(kiosk.kiosk.configuration.kiosk.number)
        return try await TestKiosk(
            kiosk.place,
            kiosk.card,
            kiosk.place.configuration(kiosk: number),
            claims: claims
        )
    }

    /// Brings all that a kiosk recorded to the ledger.
    func send(_ bench: TestKiosk) async throws {
        let batch = try await bench.kiosk.journal.perform { file throws(JournalError) in
            try file.batch(after: 0)
        }
        let records = try #require(batch)
        let key = Sample.signingKey(UInt8(records.kiosk.number))
        if try await ledger.enrolledKey(KeyIdentifier(key.publicKey)) == nil {
            let code = try await ledger.makeEnrolmentCode(
                for: records.kiosk,
                expiresAt: .afterAllTests
            )
            _ = try await ledger.enrol(
                records.kiosk,
                key: key.publicKey,
                code: code,
                at: Sample.noon
            )
        }
        let reception = Reception(store: ledger, key: Sample.ledgerKey) { Sample.noon }
        let answer = try await reception.take(SignedBatch(records, signedBy: key)).get().answer
        #expect([.accepted(records.end), .alreadyHave(records.end)].contains(answer))
    }

    /// Closes all, and gives what stands on the accounts when everything was heard; the book verifies.
    func finish() async throws -> [String: Int64] {
        try await send(first)
        try await send(second)
        let balance = try await ledger.trialBalance(through: nil, of: nil)
        guard case .sound = try await ledger.verify() else {
            Issue.record("the ledger does not verify")
            return [:]
        }
        await first.close()
        await second.close()
        await ledger.close()
        let standing = balance.accounts.filter { $0.amount != .zero }
        return Dictionary(
            uniqueKeysWithValues: standing.map { ("\($0.account)", $0.amount.fen) }
        )
    }
}

/// The ledger's word without a wire between.
final class TestClaims: ClaimPort {
    private let ledger: any LedgerStore
    private let kiosk: KioskIdentifier
    private let state = Mutex((isAway: false, asked: 0))

    init(_ ledger: any LedgerStore, _ kiosk: KioskIdentifier) {
        (self.ledger, self.kiosk) = (ledger, kiosk)
    }

    var isAway: Bool {
        get { state.withLock { $0.isAway } }
        set { state.withLock { $0.isAway = newValue } }
    }
    /// How often it was asked.
    var asked: Int { state.withLock { $0.asked } }

    func rulings(
        on purpose: ClaimQuestion.Purpose,
        epoch: UInt16,
        after sequence: UInt32
    ) async throws(LedgerLinkError) -> [SaleRuling] {
        let isAway = state.withLock { state in
            state.asked += 1
            return state.isAway
        }
        if isAway { throw MemoryLedger.away }
        let question = ClaimQuestion(
            kiosk: kiosk,
            epoch: epoch,
            sequence: sequence,
            nonce: [UInt8](repeating: 0, count: 16),
            purpose: purpose
        )
        let answer: ClaimAnswer
        do { answer = try await ledger.rule(on: question, at: Sample.noon) } catch {
            throw .nonsense(error.sentence)
        }
        switch answer {
        case .ruled(let rulings): return rulings
        case .refused(let refusal): throw .refused(status: 409, detail: refusal.sentence)
        }
    }
}
