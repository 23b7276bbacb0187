import Cryptography
import DeviceThreads
import Journal
import KioskService
import Prepayment
import RecordChain
import SimulatedDisk
import SmartCards
import TestSupport

/// A kiosk in its lobby: the machine with its disk, and the program on it while it runs.
final class LobbyKiosk {
    /// The real program: what `kiosk run` makes of its parts, but for HTTP and the screen.
    struct Program {
        let journal: Journal
        let sales: SaleDesk
        let sync: LedgerSync
    }

    let identifier: KioskIdentifier
    let disk: SimulatedDisk
    let clock: KioskClock
    let slot = CardSlot()
    let key: Ed25519.PrivateKey
    let printer = LobbyPrinter()
    private let configuration: KioskConfiguration
    private let cards: CardDesk
    private let receiptDesk: ReceiptDesk
    let thread: TaskThread
    private let ledger: any LedgerPort
    let claims: any ClaimPort
    let terms: UtilityTerms
    private(set) var program: Program?
    private(set) var startCount = 0
    /// Which journal it carries on: a restored image begins another life.
    var life: KioskLife
    /// The last record that the restored image held: up to it, two lives are one.
    var imageHead: UInt32 = 0
    /// Sales of other kiosks that the restored image took up.
    var takenInImage: Set<SaleIdentifier> = []
    /// Staff took it out of service: its journal contradicts the ledger.
    var isTakenOut = false
    /// Requests whose clerk was told nothing.
    var openRequests: [OpenRequest] = []
    /// Refunds whose clerk does not know whether they were recorded.
    var openRefunds: [SaleRefund] = []
    /// What the clerk holds of sales.
    var drawerFen: Int64 = 0
    /// What the clerk has given back, each key once.
    private(set) var givenBack: [RefundReport] = []
    /// The receipts that this kiosk's buyers hold.
    var receipts: [SaleReport] = []
    /// Records of lives that are over.
    var formerRecords: [(life: KioskLife, record: SealedRecord)] = []

    init(
        _ number: UInt32,
        place: EstatePlace,
        clock: VirtualClock,
        network: Network,
        dice: Dice,
        thread: TaskThread
    ) throws {
        let identifier = KioskIdentifier(number)
        (self.identifier, self.thread) = (identifier, thread)
        life = KioskLife(kiosk: identifier, number: 1)
        self.clock = KioskClock(clock)
        key = Sample.signingKey(UInt8(number))
        let folder = try place.makeFolder("kiosk-\(number)")
        disk = SimulatedDisk(folder: folder, dice: dice)
        configuration = try place.configuration(
            kiosk: number,
            journal: "\(folder)/journal.sqlite"
        )
        terms = try configuration.terms(for: .electricity)
        cards = CardDesk(keys: place.keys, executor: thread) { [slot] _ throws(CardError) in
            try slot.connect()
        }
        receiptDesk = try ReceiptDesk(
            configuration.printer,
            composer: ReceiptComposer(
                estate: configuration.estate,
                kiosk: configuration.kiosk
            ),
            printer: printer.port
        )
        ledger = network.port(of: identifier, key: key)
        claims = network.claims(of: identifier)
    }

    /// Starts the program. Throws what the journal says.
    func start() async throws(JournalError) {
        await shutDown()
        startCount += 1
        let journalClock = clock.journalClock(start: startCount)
        let journal = try await Journal.open(
            path: configuration.journalPath,
            kiosk: identifier,
            programVersion: "simulated",
            clock: journalClock,
            executor: thread
        )
        let sales = SaleDesk(
            configuration,
            journal: journal,
            cards: cards,
            receipts: receiptDesk,
            board: StateBoard(),
            claims: claims,
            clock: journalClock,
            executor: thread
        )
        let sync = LedgerSync(journal: journal, ledger: ledger, interval: .seconds(3_600))
        program = Program(journal: journal, sales: sales, sync: sync)
    }

    /// Ends the program as `kill -9` does: the cache of the disk stays.
    func kill() async {
        disk.endProgram()
        await shutDown()
    }

    /// Ends the program and loses what was not synced.
    func losePower() async {
        disk.losePower()
        await shutDown()
    }

    /// Ends the program in order: the journal is closed. Where it was ended before, lets go of objects
    /// that reach nothing any more.
    func shutDown() async {
        await program?.journal.close()
        program = nil
    }

    /// Gives the money of a refund back, unless that was done under this key; tells whether it was not.
    func giveBack(_ report: RefundReport) -> Bool {
        let key = report.refund.requestKey
        if givenBack.contains(where: { $0.refund.requestKey == key }) { return false }
        givenBack.append(report)
        drawerFen -= report.intent.paid.fen
        return true
    }

    /// Two lives know of the sale, each without the other: what one of them did about it since, the
    /// other may do again, and the fork's case stands for it.
    func knowsInTwoLives(_ sale: SaleIdentifier) -> Bool {
        if sale.kiosk != identifier { return takenInImage.contains(sale) }
        return life.number > 1 && sale.sequence <= imageHead
    }

    /// In which life a sale was opened that this kiosk knows: of others only the first life's are told.
    func life(of sale: SaleIdentifier) -> KioskLife {
        sale.kiosk != identifier || sale.sequence <= imageHead
            ? KioskLife(kiosk: sale.kiosk, number: 1) : life
    }

    /// All records of its journal.
    func records() async throws(JournalError) -> [SealedRecord] {
        guard let program else { throw .closed }
        var records: [SealedRecord] = []
        while true {
            let count = UInt32(records.count)
            let batch = try await program.journal.perform { file throws(JournalError) in
                try file.batch(after: count)
            }
            guard let batch else { return records }
            records += batch.records
        }
    }
}

/// A request that ended in the dark.
struct OpenRequest {
    let request: SaleRequest
    let household: Int
}
