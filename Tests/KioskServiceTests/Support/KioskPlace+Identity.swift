import Cryptography
import Prepayment
import TestSupport

@testable import KioskService

extension KioskPlace {
    var identityPath: String { file("signing.key") }

    /// A kiosk that is enrolled at the ledger whose key has number 1.
    func identity(of kiosk: KioskIdentifier = Sample.kiosk) -> KioskIdentity {
        KioskIdentity(
            kiosk: kiosk,
            key: Sample.signingKey(),
            ledgerKey: Sample.signingKey(1).publicKey
        )
    }

    /// The way to a ledger, with this place's identity.
    func wire(_ link: LedgerLinkConfiguration) -> HTTPLedger {
        HTTPLedger(link, kiosk: Sample.kiosk, identityPath: identityPath)
    }
}

extension WallTime {
    /// In the year 2100.
    static let afterAllTests = WallTime(secondsSince1970: 4_102_444_800)
}
