internal import Demonstration
internal import DeviceThreads
internal import FoundationEssentials
internal import MeterSimulator
internal import VirtualDevices
internal import VirtualPrinters

/// The desk: what lies on it, what runs below it, and what somebody does with it.
///
/// One deed after the other changes what is shown; what takes long goes on by itself and tells when
/// it is done.
public actor BenchDesk {
    let parts: BenchParts
    private let run: String
    private var revision: UInt64 = 0
    private var shown: BenchSnapshot?
    private var watchers: [@Sendable (NumberedSnapshot) -> Void] = []

    var state = BenchSnapshot()
    private var roll: ReceiptRoll
    private var kioskAddress: String?

    /// Takes what is on the desk; `run` names this start of the program.
    init(_ parts: BenchParts, run: String) {
        (self.parts, self.run) = (parts, run)
        roll = ReceiptRoll(parts.receiptFolder)
        state.cards = ReadyCard.all.map { BenchSnapshot.Card($0) }
    }

    /// What the page shows now.
    public var snapshot: NumberedSnapshot {
        NumberedSnapshot(revision: revision, run: run, bench: state)
    }

    /// Calls `watcher` with every later snapshot, in order; it must return at once.
    public func watch(_ watcher: @escaping @Sendable (NumberedSnapshot) -> Void) {
        watchers.append(watcher)
    }

    /// Whether anybody hears of snapshots.
    var isWatched: Bool { !watchers.isEmpty }

    /// Shows what is new, if anything is.
    func show() {
        guard shown != state else { return }
        shown = state
        revision += 1
        let snapshot = snapshot
        for watcher in watchers { watcher(snapshot) }
    }

    /// The picture of a receipt that hangs out of the printer.
    public func receiptPicture(_ name: String) -> [UInt8]? { roll.picture(of: name) }

    /// Tells what happened.
    func tell(_ text: String, isTrouble: Bool = false) {
        let message = BenchSnapshot.Message(at: clockTime(), text: text, isTrouble: isTrouble)
        state.messages.insert(message, at: 0)
        state.messages = Array(state.messages.prefix(Self.rememberedMessages))
        show()
    }

    private static let rememberedMessages = 40

    /// A receipt came out.
    func receiptArrived() {
        state.printer.receipts = roll.pieces
        let isTorn = state.printer.receipts.first?.isTorn ?? false
        tell(isTorn ? "A receipt broke off." : "A receipt came out.", isTrouble: isTorn)
    }

    /// Looks at all that changes by itself.
    public func look() async {
        for name in RunningPrograms.Name.allCases {
            let runs = await parts.programs.isRunning(name)
            if name == .kiosk { state.kiosk.runs = runs } else { state.office.runs = runs }
        }
        let face = state.kiosk.runs ? await parts.face.look(at: kioskAddress) : nil
        (state.kiosk.phase, state.kiosk.sentence) = (face?.phase, face?.sentence)
        state.kiosk.screen = state.kiosk.runs ? parts.screenAddress(of: kioskAddress) : nil
        state.tear = parts.tear.armed
        state.printer.faults = parts.printer.faults.map(\.text)
        if let notes = parts.notes {
            state.acceptor = BenchSnapshot.Acceptor(
                faultNames: notes.faultNames,
                status: await notes.status()
            )
        }
        if let wallet = parts.wallet {
            state.provider = BenchSnapshot.Provider(
                behaviourNames: wallet.behaviourNames,
                status: await wallet.status()
            )
        }
        show()
    }

    /// Does what somebody wants done. Throws what is in the way; what fails later is told.
    public func take(_ action: BenchAction) async throws(BenchRefusal) {
        guard let deed = action.deed else {
            throw BenchRefusal(
                "This desk knows no such action.",
                hint: "Load the page again."
            )
        }
        try await carryOut(deed)
        await look()
    }

    private func carryOut(_ deed: BenchDeed) async throws(BenchRefusal) {
        switch deed {
        case .putOn(let card): try putOn(card)
        case .takeOff: parts.lobby.remove()
        case .tear(let tear): parts.tear.arm(tear)
        case .visit(let meter, let card): try visit(meter, with: card)
        case .use(let meter, let days): try use(meter, days: days)
        case .printer(let fault, let isOn):
            isOn ? parts.printer.set(fault) : parts.printer.clear(fault)
        case .printerPower: parts.printer.powerCycle()
        case .tearOff:
            roll.tearOff()
            state.printer.receipts = []
        case .network(let isOn):
            isOn ? parts.cable.restore() : parts.cable.cut()
            state.isNetworkCut = !isOn
            tell(isOn ? "The network is there again." : "The network is cut.", isTrouble: !isOn)
        case .program(let name, let isOn): try switchProgram(name, isOn: isOn)
        case .cutPower: try cutPower()
        case .office: askOffice()
        case .note(let fen):
            guard let notes = parts.notes else { throw .noDevice("cash acceptor") }
            tell(await notes.insert(noteFen: fen))
        case .acceptor(let fault, let isOn): await parts.notes?.set(fault: fault, isOn: isOn)
        case .acceptorPower: await parts.notes?.powerCycle()
        case .pay(let order):
            guard let wallet = parts.wallet else { throw .noDevice("payment provider") }
            let isPaid = await wallet.pay(order: order)
            tell(
                isPaid ? "A telephone paid." : "The order cannot be paid any more.",
                isTrouble: !isPaid
            )
        case .behaviour(let name): await parts.wallet?.set(behaviour: name)
        }
    }

    /// Where the kiosk's service is, as long as it runs.
    func kioskStarted(at address: String) { kioskAddress = address }
}

extension BenchRefusal {
    fileprivate static func noDevice(_ name: String) -> BenchRefusal {
        BenchRefusal("This desk has no \(name).", hint: "Start the bench with one.")
    }
}

extension BenchSnapshot.Card {
    fileprivate init(_ card: ReadyCard) {
        let holder =
            switch card.issuer {
            case .estate(let customer): "customer \(customer)"
            case .stranger: "another estate’s keys"
            case .nobody: "not issued"
            }
        self.init(
            name: card.identifier,
            label: card.label,
            holder: holder,
            meters: card.triedMeters.map {
                BenchSnapshot.CardMeter(number: $0.number, utility: $0.utility)
            },
            place: .hand
        )
    }
}
