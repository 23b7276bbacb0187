import Book
import Cryptography
import Prepayment
import RecordChain

/// The public keys of kiosks and ledger, with which everything that was signed is verified again.
struct AuditKeys {
    let kiosks: [KioskIdentifier: [KeyIdentifier: EnrolledKey]]
    let ledger: [KeyIdentifier: Ed25519.PublicKey]

    init(enrolled: [KeyIdentifier: EnrolledKey], ledger: [KeyIdentifier: Ed25519.PublicKey]) {
        var kiosks: [KioskIdentifier: [KeyIdentifier: EnrolledKey]] = [:]
        for (identifier, key) in enrolled { kiosks[key.kiosk, default: [:]][identifier] = key }
        (self.kiosks, self.ledger) = (kiosks, ledger)
    }

    /// Checks signature, receipt and leaf of a batch whose records are sound.
    func check(_ stored: StoredBatch, _ signed: SignedBatch) throws {
        let head = signed.signedHead
        guard let enrolled = kiosks[stored.journal.kiosk]?[head.head.key],
            signed.isSigned(by: enrolled.key)
        else { throw VerificationFault.signature(stored.end) }
        guard DayCheckpoint.leafHash(of: head) == stored.leaf else {
            throw VerificationFault.leaf(stored.end)
        }
        guard let receipt = LedgerReceipt(bytes: stored.receipt),
            receipt.kiosk == stored.journal.kiosk, receipt.epoch == stored.journal.epoch,
            receipt.head == signed.batch.end,
            receipt.receivedAt <= stored.acceptedAt,
            let key = ledger[receipt.key], receipt.isSigned(by: key)
        else { throw VerificationFault.receipt(stored.end) }
    }
}
