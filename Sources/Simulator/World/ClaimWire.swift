import Cryptography
import KioskService
import Ledger
import Prepayment
import RecordChain
import TestSupport

/// What the ledger's program answers with, at the far end of the wire.
struct OfficeDoor: Sendable {
    let reception: Reception
    let store: any LedgerStore
    let now: @Sendable () -> WallTime
}

/// The way of questions about sales, which no batch carries.
extension Network {
    func claims(of kiosk: KioskIdentifier) -> any ClaimPort {
        ClaimWire(network: self, kiosk: kiosk)
    }

    fileprivate func ask(
        _ bytes: [UInt8],
        from kiosk: KioskIdentifier
    ) async throws(LedgerLinkError) -> [UInt8] {
        try await carry(from: kiosk, countedAs: .claim) { () async throws(LedgerLinkError) in
            try await self.rule(on: bytes)
        }
    }

    /// The far end: reads the question as it came and decides. Nobody signs here, nor looks at
    /// signatures: this wire forges nothing, and who believes a forged answer is another test.
    private func rule(on bytes: [UInt8]) async throws(LedgerLinkError) -> [UInt8] {
        let door = try door()
        let question: ClaimQuestion
        do { question = try ClaimQuestion(bytes: bytes) } catch { throw .nonsense(error.sentence) }
        let moment = door.now()
        let answer: ClaimAnswer
        do { answer = try await door.store.rule(on: question, at: moment) } catch {
            throw .refused(status: 503, detail: "The ledger's store failed.")
        }
        switch answer {
        case .refused(let refusal): throw .refused(status: 409, detail: refusal.sentence)
        case .ruled(let rulings):
            let told = rulings.map(brokenWhereWanted)
            noteClaims { $0.give(told, upon: question) }
            let statement = ClaimStatement(
                question,
                rulings: told,
                answeredAt: moment,
                key: KeyIdentifier(Sample.ledgerKey.publicKey)
            )
            return statement.bytes
        }
    }

    /// What a ledger says that forgets whom it gave a sale, or what it has not heard.
    private func brokenWhereWanted(_ ruling: SaleRuling) -> SaleRuling {
        switch (ruling.verdict, mutant) {
        case (.held, .claimedSaleGivenAgain), (.unheard, .restoredLedgerGivesAtOnce):
            SaleRuling(ruling.sale, .given, intent: ruling.intent)
        default: ruling
        }
    }
}

/// A kiosk's end: asks under a new nonce, and believes only what answers this question.
private struct ClaimWire: ClaimPort {
    let network: Network
    let kiosk: KioskIdentifier

    func rulings(
        on purpose: ClaimQuestion.Purpose,
        epoch: UInt16,
        after sequence: UInt32
    ) async throws(LedgerLinkError) -> [SaleRuling] {
        if network.mutant == .refundWithoutLeave, case .refund(let sale) = purpose {
            return [SaleRuling(sale, .given)]
        }
        let question = ClaimQuestion(
            kiosk: kiosk,
            epoch: epoch,
            sequence: sequence,
            nonce: network.nonce(),
            purpose: purpose
        )
        let bytes = try await network.ask(question.bytes, from: kiosk)
        guard let answer = try? ClaimStatement(bytes: bytes), answer.question == question else {
            network.noteClaims { $0.blame("the answer to \(kiosk) is not to its question") }
            throw .answerNotSigned
        }
        return answer.rulings
    }
}
