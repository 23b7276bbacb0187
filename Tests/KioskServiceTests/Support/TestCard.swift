import DESFire
import KioskService
import Prepayment
import PrepaymentCards
import SmartCards
import Synchronization
import TestSupport
import VirtualCard
import VirtualDevices

/// A virtual card that is put on a reader and pulled, at a chosen command if asked.
///
/// Its memory lasts; what needs power is lost with every new conversation, as a reader resets it.
final class TestCard: Sendable {
    /// Sees each command before the card does, on the card desk's thread.
    typealias Watcher = @Sendable (_ index: Int, _ command: [UInt8]) -> Void

    private struct Script {
        var isPresent = true
        var index = -1
        var conversations = 0
        var seen: [UInt8] = []
        var pull: (index: Int, fault: VirtualDevices.CardFault)?
        var watcher: Watcher?
    }

    private let script: ScriptBox
    fileprivate let transport: InProcessTransport

    // A class, so that the transport's closure can hold it before the card is made.
    private final class ScriptBox: Sendable { let state = Mutex(Script()) }

    init(memory: CardMemory) {
        let box = ScriptBox()
        script = box
        transport = InProcessTransport(card: VirtualCard(memory: memory)) { _, _ in
            box.state.withLock { script in
                guard let pull = script.pull, pull.index == script.index else { return .none }
                script.isPresent = false
                return pull.fault
            }
        }
    }

    convenience init(_ model: CardModel = .ev2) {
        self.init(memory: CardMemory(blank: model, masterKey: .aes))
    }

    var memory: CardMemory { transport.memory }
    var identifier: CardIdentifier { CardIdentifier(memory.uid) }

    /// The instructions seen since the last `watch` or `pull`.
    var seen: [UInt8] { script.state.withLock { $0.seen } }
    /// How many conversations are open now.
    var conversations: Int { script.state.withLock { $0.conversations } }
    /// Whether it lies on its reader.
    var isPresent: Bool { script.state.withLock { $0.isPresent } }

    /// Counts commands anew, and shows each to the watcher.
    func watch(_ watcher: Watcher? = nil) {
        script.state.withLock {
            $0 = Script(
                isPresent: $0.isPresent,
                conversations: $0.conversations,
                watcher: watcher
            )
        }
    }

    /// Takes the card away at the command of that number from now on.
    func pull(at index: Int, _ fault: VirtualDevices.CardFault, watcher: Watcher? = nil) {
        script.state.withLock {
            $0 = Script(
                conversations: $0.conversations,
                pull: (index, fault),
                watcher: watcher
            )
        }
    }

    /// Takes the card away when it has answered the command of that number.
    func takeAway(after index: Int) {
        watch { [weak self] now, _ in
            if now == index + 1 { self?.takeAway() }
        }
    }

    /// Whether it was taken away, by whatever means, and not put on again.
    var wasPulled: Bool { !isPresent }

    /// Puts it on, for good.
    func putOn() {
        script.state.withLock { $0 = Script(conversations: $0.conversations) }
    }

    /// Takes it away.
    func takeAway() {
        script.state.withLock { $0.isPresent = false }
        transport.remove()
    }

    fileprivate func connect() throws(CardError) -> any CardTransport {
        guard isPresent else { throw .noCard }
        transport.tap()
        return CardLine(card: self)
    }

    fileprivate func count(_ change: Int) {
        script.state.withLock { $0.conversations += change }
    }

    fileprivate func notice(_ command: [UInt8]) {
        let (index, watcher) = script.state.withLock { script in
            script.index += 1
            script.seen.append(command.count > 1 ? command[1] : 0)
            return (script.index, script.watcher)
        }
        watcher?(index, command)
    }
}

/// One conversation.
private final class CardLine: CardTransport {
    private let card: TestCard

    init(card: TestCard) {
        self.card = card
        card.count(1)
    }

    deinit { card.count(-1) }

    var generation: UInt64 { card.transport.generation }

    func transmit(_ command: [UInt8]) -> TransmitOutcome {
        card.notice(command)
        return card.transport.transmit(command)
    }
}

extension TestCard {
    /// Personalises it as a kiosk would.
    func issue(
        _ terms: UtilityTerms,
        keys: any KeyProvider,
        meter: MeterNumber = Sample.meter,
        ceiling: Credit? = nil
    ) throws {
        let holder = Sample.holder(
            utility: terms.tariff.utility,
            creditMode: terms.creditMode,
            meter: meter
        )
        let issue = CardIssue(
            holder: holder,
            parameters: terms.parameters,
            ceiling: ceiling ?? terms.cardCeiling
        )
        _ = try CardIssuer(try connect(), keys: keys).issue(issue)
    }

    /// Puts an application of somebody else on it.
    func addForeignApplication(_ keys: any KeyProvider) throws {
        let card = DESFireCard(try connect(), keys: keys)
        try card.select(.picc)
        try card.authenticate(keyNumber: 0, with: .factory(.aes), scheme: .aes)
        try card.createApplication(
            ApplicationDescription(
                identifier: 0x123456,
                keySettings: .masterCreates,
                keyType: .aes,
                keyCount: 1
            )
        )
    }

    /// What stands on it.
    func read(_ keys: any KeyProvider, _ utility: Utility = .electricity) throws -> CardSnapshot {
        try PrepaymentCard(try connect(), keys: keys, role: .kiosk).read(utility)
    }

    /// What its history says.
    func history(_ keys: any KeyProvider) throws -> [HistoryRecord] {
        let card = try PrepaymentCard(try connect(), keys: keys, role: .kiosk)
        _ = try card.read(.electricity)
        return try card.readHistory()
    }

    /// A meter takes what waits, and writes its word.
    func insertIntoMeter(_ keys: any KeyProvider, _ reading: MeterReading) throws {
        let card = try PrepaymentCard(try connect(), keys: keys, role: .meter)
        let waiting = try card.read(.electricity).waiting
        let months = [UInt32](repeating: 0, count: 12)
        try card.take(waiting, returning: reading, months: months, history: nil)
    }
}

/// What can lie in a reader.
private protocol Insertable: Sendable {
    /// Begins a conversation.
    func connect() throws(CardError) -> any CardTransport
}

extension TestCard: Insertable {}

/// Readers by name, and what lies in them.
final class TestReaders: Sendable {
    static let first = "Reader 1"
    private let readers = Mutex<[String: any Insertable]>([:])

    init(_ card: TestCard? = nil) {
        if let card { put(card) }
    }

    func put(_ card: TestCard, on reader: String = first) {
        readers.withLock { $0[reader] = card }
    }

    /// Puts something on that answers as a closure says.
    func put(
        on reader: String = first,
        answering answer: @escaping @Sendable (_ command: [UInt8]) -> [UInt8]
    ) {
        readers.withLock { $0[reader] = Impostor(answer: answer) }
    }

    /// What a kiosk connects through.
    var connect: CardDesk.Connect {
        { [self] reader throws(CardError) in
            guard let content = readers.withLock({ $0[reader] }) else { throw .noCard }
            return try content.connect()
        }
    }
}

/// Something that is no card of ours.
private final class Impostor: CardTransport, Insertable {
    let generation: UInt64 = 1
    private let answer: @Sendable ([UInt8]) -> [UInt8]

    init(answer: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.answer = answer }

    func connect() throws(CardError) -> any CardTransport { self }
    func transmit(_ command: [UInt8]) -> TransmitOutcome { .response(answer(command)) }
}
