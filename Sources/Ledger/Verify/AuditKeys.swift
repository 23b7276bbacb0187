import Book
import Cryptography
import Prepayment
import RecordChain

/// The public keys of kiosks and ledger, with which everything that was signed is verified again.
struct AuditKeys: Sendable {
    let kiosks: [KioskIdentifier: [KeyIdentifier: EnrolledKey]]
    let ledger: [KeyIdentifier: Ed25519.PublicKey]

    init(enrolled: [KeyIdentifier: EnrolledKey], ledger: [KeyIdentifier: Ed25519.PublicKey]) {
        var kiosks: [KioskIdentifier: [KeyIdentifier: EnrolledKey]] = [:]
        for (identifier, key) in enrolled { kiosks[key.kiosk, default: [:]][identifier] = key }
        (self.kiosks, self.ledger) = (kiosks, ledger)
    }

    /// What is wrong with signature, leaf or receipt of a batch whose records can be read.
    func fault(of stored: StoredBatch, _ signed: SignedBatch) -> VerificationFault? {
        let head = signed.signedHead
        guard let enrolled = kiosks[stored.journal.kiosk]?[head.head.key],
            signed.isSigned(by: enrolled.key)
        else { return .signature(stored.end) }
        guard DayCheckpoint.leafHash(of: head) == stored.leaf else { return .leaf(stored.end) }
        guard let receipt = LedgerReceipt(bytes: stored.receipt),
            receipt.kiosk == stored.journal.kiosk, receipt.epoch == stored.journal.epoch,
            receipt.head == signed.batch.end,
            receipt.receivedAt <= stored.acceptedAt,
            let key = ledger[receipt.key], receipt.isSigned(by: key)
        else { return .receipt(stored.end) }
        return nil
    }
}
