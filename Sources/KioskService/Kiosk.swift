internal import Configuration
internal import DESFire
internal import Journal
public import Prepayment
internal import PrepaymentCards
internal import RecordChain
internal import SmartCards

/// One kiosk: its journal, its desks, and the order in which they start and stop.
public final class Kiosk: Sendable {
    /// What was set.
    public let configuration: KioskConfiguration
    /// What a screen shows.
    public let board = StateBoard()
    /// Where sales run.
    public let sales: SaleDesk
    /// Where cards are talked to.
    public let cards: CardDesk
    /// Where receipts are printed.
    public let receipts: ReceiptDesk
    /// What lies in the readers.
    public let lobby: Lobby
    /// The way to the ledger; nil where none is set.
    public let sync: LedgerSync?
    /// Says to the ledger that the kiosk is there; nil where none is set.
    public let heartbeats: HeartbeatSender?
    let journal: Journal

    /// Opens everything that selling needs, and nothing that other programs see. Cards and the ledger's
    /// word are had where the configuration says, unless told otherwise.
    public init(
        _ configuration: KioskConfiguration,
        connect: CardDesk.Connect? = nil,
        claims: (any ClaimPort)? = nil
    ) async throws(KioskError) {
        self.configuration = configuration
        let keys: SoftwareKeyProvider
        do {
            keys = try KeyFile.load(configuration.keyPath)
            receipts = try ReceiptDesk(
                configuration.printer,
                composer: ReceiptComposer(
                    estate: configuration.estate,
                    kiosk: configuration.kiosk
                ),
                changed: { [board] in board.show($0) }
            )
        } catch {
            throw KioskError(error)
        }
        do {
            journal = try await Journal.open(
                path: configuration.journalPath,
                kiosk: configuration.kiosk,
                programVersion: ProgramVersion.text
            )
            cards =
                if let connect { CardDesk(keys: keys, connect: connect) } else {
                    CardDesk(keys: keys)
                }
            sales = SaleDesk(
                configuration,
                journal: journal,
                cards: cards,
                receipts: receipts,
                board: board,
                claims: claims
                    ?? configuration.ledger.map { link in
                        HTTPClaims(
                            link,
                            kiosk: configuration.kiosk,
                            identityPath: configuration.signingKeyPath
                        )
                    }
            )
        } catch {
            await receipts.stop()
            throw KioskError(error)
        }
        lobby = Lobby(sales: sales, board: board, reader: configuration.reader)
        guard let link = configuration.ledger else {
            (sync, heartbeats) = (nil, nil)
            return
        }
        let sync = LedgerSync(
            journal: journal,
            ledger: HTTPLedger(
                link,
                kiosk: configuration.kiosk,
                identityPath: configuration.signingKeyPath
            ),
            interval: .seconds(link.intervalSeconds)
        )
        self.sync = sync
        heartbeats = HeartbeatSender(
            link,
            journal: journal,
            identityPath: configuration.signingKeyPath,
            sync: sync
        )
    }

    /// Personalises the card in a reader and records it.
    public func issue(
        _ request: IssueRequest,
        reader: String
    ) async throws(KioskError) -> IssueReport {
        do {
            let terms = try configuration.terms(for: request.utility)
            let holder = request.holder(
                creditMode: terms.creditMode,
                at: JournalClock.system().read().wallTime,
                by: configuration.kiosk
            )
            let report = try await sales.issue(
                CardIssue(
                    holder: holder,
                    parameters: terms.parameters,
                    ceiling: terms.cardCeiling
                ),
                reader: reader
            )
            sync?.nudge()
            return report
        } catch {
            throw KioskError(error)
        }
    }

    /// How far the journal and the ledger are.
    public func standing() async throws(KioskError) -> KioskStanding {
        do {
            let (head, acknowledged) = try await journal.perform { file throws(JournalError) in
                (file.head.sequence, try file.acknowledged())
            }
            return KioskStanding(
                journalHead: head,
                ledgerHas: acknowledged,
                sync: await sync?.status,
                heartbeat: await heartbeats?.standing,
                outOfServiceReason: await sales.outOfServiceReason
            )
        } catch {
            throw KioskError(error)
        }
    }

    /// Lets the printer go and closes the journal; call it when nothing sells any more.
    public func close() async {
        await receipts.stop()
        await journal.close()
    }
}

/// How far a kiosk is.
public struct KioskStanding: Sendable {
    /// The last record.
    public let journalHead: UInt32
    /// The last one that the ledger said it has.
    public let ledgerHas: UInt32
    /// How the sending goes; nil where no ledger is set.
    public let sync: LedgerSync.Status?
    /// What came of the last heartbeat; nil where no ledger is set.
    public let heartbeat: HeartbeatSender.Standing?
    /// Why it does not sell, if so.
    public let outOfServiceReason: String?
}

/// The program's version, for records and `--version`.
public enum ProgramVersion {
    /// Of this source.
    public static let text = "0.1.0"
}

/// What a new card is to be.
public struct IssueRequest: Sendable, Hashable {
    /// The customer.
    public let customer: CustomerNumber
    /// Their meter.
    public let meter: MeterNumber
    /// What it measures.
    public let utility: Utility
    /// Printed on the card.
    public let cardNumber: UInt64
    /// Stands in for a lost card.
    public let isReplacement: Bool

    /// Takes the parts.
    public init(
        customer: CustomerNumber,
        meter: MeterNumber,
        utility: Utility,
        cardNumber: UInt64,
        isReplacement: Bool = false
    ) {
        self.customer = customer
        self.meter = meter
        self.utility = utility
        self.cardNumber = cardNumber
        self.isReplacement = isReplacement
    }

    func holder(creditMode: CreditMode, at time: WallTime, by kiosk: KioskIdentifier) -> Holder {
        Holder(
            kind: isReplacement ? .replacement : .user,
            utility: utility,
            creditMode: creditMode,
            cardNumber: cardNumber,
            customer: customer,
            meter: meter,
            issuedAt: time,
            issuingKiosk: kiosk
        )
    }
}
