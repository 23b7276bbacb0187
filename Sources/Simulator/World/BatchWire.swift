import Cryptography
import KioskService
import Ledger
import Prepayment
import RecordChain
import TestSupport

/// The way of batches from a kiosk to the ledger.
extension Network {
    func port(of kiosk: KioskIdentifier, key: Ed25519.PrivateKey) -> any LedgerPort {
        KioskWire(network: self, key: key)
    }

    fileprivate func send(
        _ bytes: [UInt8],
        from kiosk: KioskIdentifier
    ) async throws(LedgerLinkError) -> SyncAnswer {
        do throws(LedgerLinkError) {
            return try await carry(from: kiosk, countedAs: .batch) {
                () async throws(LedgerLinkError) in
                try await self.deliver(bytes)
            }
        } catch .unreachable where mutant == .receiptBeforeProof {
            return try Self.forgedAnswer(to: bytes)
        }
    }

    /// The far end: reads the batch as it came and has it received.
    private func deliver(_ bytes: [UInt8]) async throws(LedgerLinkError) -> SyncAnswer {
        let door = try door()
        let batch: SignedBatch
        do { batch = try SignedBatch(bytes: bytes) } catch { throw .nonsense(error.sentence) }
        if mutant == .forkKeptSilently, contradictsTaken(batch.batch) {
            return try Self.forgedAnswer(to: bytes)
        }
        let taken: Result<ReceivedAnswer, AdmissionRefusal>
        do { taken = try await door.reception.take(batch) } catch {
            noteClaims { $0.doubt() }
            throw .refused(status: 503, detail: "The ledger's store failed.")
        }
        switch taken {
        case .success(let answer):
            if answer.receipt != nil { noteClaims { $0.hear(batch.batch) } }
            if mutant == .gapNotFollowed, case .gap = answer.answer { throw Self.silence }
            return answer.syncAnswer
        case .failure(let refusal): throw .refused(status: 422, detail: refusal.sentence)
        }
    }

    /// What a ledger says that does not look.
    private static func forgedAnswer(to bytes: [UInt8]) throws(LedgerLinkError) -> SyncAnswer {
        guard let batch = try? SignedBatch(bytes: bytes).batch else { throw silence }
        let receipt = LedgerReceipt(
            kiosk: batch.kiosk,
            epoch: batch.epoch,
            head: batch.end,
            receivedAt: Sample.noon,
            signedBy: Sample.ledgerKey
        )
        return SyncAnswer(.accepted, head: batch.end, receipt: receipt)
    }
}

/// A kiosk's end of the wire: signs, sends, and believes only a receipt for what it sent. Whether the
/// ledger signed it is another test: nobody forges one here.
private struct KioskWire: LedgerPort {
    let network: Network
    let key: Ed25519.PrivateKey

    func send(_ batch: RecordBatch) async throws(LedgerLinkError) -> SyncAnswer {
        let signed = SignedBatch(batch, signedBy: key)
        let answer = try await network.send(signed.bytes, from: batch.kiosk)
        switch answer.verdict {
        case .gap, .fork, .quarantined, .cursor: return answer
        case .accepted, .alreadyHave: break
        }
        guard let receipt = answer.receipt, receipt.kiosk == batch.kiosk,
            receipt.epoch == batch.epoch, receipt.head == answer.head
        else { throw .receiptNotSigned }
        return answer
    }
}
