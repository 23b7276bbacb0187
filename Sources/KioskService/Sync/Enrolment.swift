internal import Cryptography
internal import FoundationEssentials
internal import Glibc
internal import MessageSignatures
internal import Prepayment
internal import RecordChain
internal import WebClient

/// Makes a kiosk known to its ledger: the kiosk makes its key itself, the ledger learns the public
/// half and tells its own.
public enum Enrolment {
    /// Enrols, and keeps the identity. Asked again after a lost answer, it is the same enrolment.
    @discardableResult
    public static func enrol(
        _ configuration: KioskConfiguration,
        code: String
    ) async throws(EnrolmentError) -> KioskIdentity {
        guard let link = configuration.ledger else { throw .noLedger }
        let path = configuration.signingKeyPath
        let waiting = path + ".new"
        do {
            let key = try KioskIdentity.keyInWaiting(waiting, of: configuration.kiosk)
            let ledgerKey = try await ask(link, for: configuration.kiosk, key: key, code: code)
            let identity = KioskIdentity(
                kiosk: configuration.kiosk,
                key: key,
                ledgerKey: ledgerKey
            )
            try identity.write(to: path)
            // Left behind, it would be the key that is enrolled next; the ledger would refuse it.
            unlink(waiting)
            return identity
        } catch let error as KioskIdentityError {
            throw .identity(error)
        } catch let error as EnrolmentError {
            throw error
        } catch {
            preconditionFailure("only the two kinds above are thrown")
        }
    }

    private static func ask(
        _ link: LedgerLinkConfiguration,
        for kiosk: KioskIdentifier,
        key: Ed25519.PrivateKey,
        code: String
    ) async throws(EnrolmentError) -> Ed25519.PublicKey {
        let wish = EnrolmentRequest(
            kiosk: kiosk.number,
            code: code,
            publicKey: key.publicKey.description
        )
        guard let body = try? JSONEncoder().encode(wish) else {
            preconditionFailure("texts and a number have JSON")
        }
        let response: ClientResponse
        do throws(LedgerLinkError) {
            response = try await SignedPost(link).send(
                "/v1/enrolments",
                contentType: "application/json",
                body: [UInt8](body),
                key: key
            )
        } catch {
            throw .unreachable(error)
        }
        guard response.status == 201 else {
            throw .refused(SignedPost.detail(of: response))
        }
        guard let answer = try? response.json(EnrolmentConfirmation.self),
            answer.kiosk == kiosk.number,
            let ledgerKey = [UInt8](hexadecimal: answer.ledgerKey).flatMap({
                Ed25519.PublicKey(bytes: $0)
            })
        else { throw .unreachable(.nonsense("Its answer cannot be read.")) }
        return ledgerKey
    }
}

/// Why a kiosk was not enrolled.
public enum EnrolmentError: Error, Sendable, Equatable {
    /// The configuration names no ledger.
    case noLedger
    /// The key could not be made or kept.
    case identity(KioskIdentityError)
    /// The ledger did not answer.
    case unreachable(LedgerLinkError)
    /// The ledger refused, in its words.
    case refused(String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .noLedger: "The configuration names no ledger."
        case .identity(let error): error.sentence
        case .unreachable(let error): error.sentence
        case .refused(let words): words
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .noLedger: "Add the section “ledger” to the configuration."
        case .identity(let error): error.hint
        case .unreachable(.unreachable(_, let hint)): hint
        case .unreachable: "Check ledger.address."
        case .refused: "Check the code; the office makes a new one with `ledger enrol`."
        }
    }
}
