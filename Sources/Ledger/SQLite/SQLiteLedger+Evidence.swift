import Cryptography
import Prepayment
import RecordChain

extension SQLiteLedger {
    func makeEnrolmentCode(
        for kiosk: KioskIdentifier,
        expiresAt: WallTime
    ) throws(LedgerError) -> EnrolmentCode {
        let code = EnrolmentCode()
        try explained { try opened.keepCode(code, for: kiosk, expiresAt: expiresAt) }
        return code
    }

    func enrol(
        _ kiosk: KioskIdentifier,
        key: Ed25519.PublicKey,
        code: EnrolmentCode,
        at now: WallTime
    ) throws(LedgerError) -> EnrolmentAnswer {
        try explained { try opened.enrol(kiosk, key: key, code: code, at: now) }
    }

    func enrolledKey(_ identifier: KeyIdentifier) throws(LedgerError) -> EnrolledKey? {
        try explained { try opened.enrolledKey(identifier) }
    }

    func cases() throws(LedgerError) -> [LedgerCase] {
        try explained { try opened.cases() }
    }

    func release(_ kiosk: KioskIdentifier, at now: WallTime) throws(LedgerError) -> Int {
        try explained { try opened.release(kiosk, at: now) }
    }
}
