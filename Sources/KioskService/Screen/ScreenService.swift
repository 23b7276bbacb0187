internal import CashAcceptors
internal import Configuration
internal import Cryptography
internal import Journal
internal import LobbyScreen
internal import WeChatPay
internal import WebServer

/// The lobby screen of a kiosk that runs: who hears what, and in which order it starts and stops.
final class ScreenService: Sendable {
    /// The screen's door, for the kiosk's server.
    let door: ScreenDoor
    private let lobby: Lobby
    let desk: LobbyDesk
    private let payments: PaymentDesk
    private let happened: AsyncStream<LobbyEvent>.Continuation
    private let doorTask: Task<Void, Never>
    private let paymentTask: Task<Void, Never>
    private let forwarding: Task<Void, Never>

    /// Opens the payment devices, and shows on the screen what happens in the lobby from now on.
    init(_ kiosk: Kiosk, _ configuration: ScreenConfiguration) async throws(KioskError) {
        let token = try Self.token(at: configuration.tokenPath)
        let (happenings, happened) = AsyncStream.makeStream(of: LobbyEvent.self)
        let facilities = FacilityBoard { happened.yield(.facilitiesChanged($0)) }
        let payments = try await PaymentDesk(
            kiosk,
            tell: { happened.yield($0) },
            changed: { facilities.show($0) }
        )
        let desk = LobbyDesk(
            configuration.lobby(kiosk.configuration),
            run: SecureRandom.bytes(8).hexadecimal,
            payments: payments,
            sales: LobbySales(
                sales: kiosk.sales,
                lobby: kiosk.lobby,
                payments: payments,
                nudge: { [sync = kiosk.sync] in sync?.nudge() }
            )
        )
        let door = ScreenDoor(
            desk,
            token: token,
            pulseMilliseconds: configuration.pulseMilliseconds
        )
        (lobby, self.desk, self.payments, self.door) = (kiosk.lobby, desk, payments, door)
        self.happened = happened
        forwarding = Task { for await event in happenings { await desk.take(event) } }
        doorTask = Task { await door.run() }
        paymentTask = Task { await payments.run() }
        kiosk.board.watch { entry in
            facilities.show(canPrint: entry.printer?.canPrint ?? true)
            if case .outOfService = entry.phase { happened.yield(.wentOutOfService) }
        }
        facilities.show(canPrint: kiosk.board.entry.printer?.canPrint ?? true)
        await lobby.show { happened.yield($0) }
    }

    /// Ends the event streams, so that the server can stop.
    func finish() async {
        doorTask.cancel()
        await doorTask.value
    }

    /// Stops in order: a sale that runs is finished, then the payment devices are let go.
    func stop() async {
        await desk.stop()
        await payments.stop()
        await paymentTask.value
        happened.finish()
        await forwarding.value
    }

    /// The token stays the same over a restart, so that the page that is open goes on.
    private static func token(at path: String) throws(KioskError) -> [UInt8] {
        do {
            if PrivateFile.exists(path) { return try SecretFile.read(path) }
            let token = Array(SecureRandom.bytes(24).hexadecimal.utf8)
            try PrivateFile.write(token, to: path)
            return token
        } catch {
            throw .token(reason: error.sentence)
        }
    }
}

extension PaymentDesk {
    /// Opens the devices that a kiosk's configuration names.
    fileprivate init(
        _ kiosk: Kiosk,
        tell: @escaping @Sendable (LobbyEvent) -> Void,
        changed: @escaping @Sendable (PaymentFacilities) -> Void
    ) async throws(KioskError) {
        let (journal, settings) = (kiosk.journal, kiosk.configuration.payments)
        let lastCounter: UInt8?
        do {
            lastCounter = try await journal.perform { file throws(JournalError) in
                try file.lastNoteCounter()
            }
        } catch {
            throw .journal(error)
        }
        self.init(
            journal: journal,
            notes: settings?.notes.map { notes in
                NoteAcceptor(notes.acceptor, lastCounter: lastCounter)
            },
            codes: try settings?.weChatPay?.codePayments(),
            tell: tell,
            changed: changed,
            printSlip: { [sales = kiosk.sales] facts in await sales.printHeldMoney(facts) },
            stopSelling: { [sales = kiosk.sales] reason in await sales.stop(reason) }
        )
    }
}
