public import DESFire
public import DeviceThreads
internal import Glibc
public import Prepayment
public import PrepaymentCards
public import SmartCards

/// Everything that is said to cards, on the one thread that may wait for them.
///
/// A conversation takes the card for itself, and gives it back when it is closed: between two of
/// them other programs of this machine may use the reader.
public actor CardDesk {
    /// Takes the card in a reader for this program alone.
    public typealias Connect = @Sendable (_ reader: String) throws(CardError) -> any CardTransport

    private nonisolated let executor: any SerialExecutor
    /// A thread of its own unless told otherwise: `SCardTransmit` has no time limit.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private let keys: any KeyProvider
    private let connect: Connect
    private var card: PrepaymentCard?

    /// Works with cards through PC/SC unless told otherwise.
    public init(
        keys: any KeyProvider,
        executor: any SerialExecutor = DeviceThread(name: "card"),
        connect: @escaping Connect = { reader throws(CardError) in try CardLink(reader: reader) }
    ) {
        self.keys = keys
        self.executor = executor
        self.connect = connect
    }

    /// Begins a conversation with the card in a reader: reads what a tap needs.
    public func open(
        _ reader: String,
        utility: Utility? = nil
    ) throws(CardDeskError) -> CardSnapshot {
        close()
        let transport = try transport(reader)
        do {
            let card = try PrepaymentCard(transport, keys: keys, role: .kiosk)
            let snapshot = try card.read(utility)
            self.card = card
            return snapshot
        } catch {
            throw .card(error)
        }
    }

    /// Begins a conversation with the card in a reader: reads every account that it has, at least one.
    public func openAll(_ reader: String) throws(CardDeskError) -> [ReadAccount] {
        close()
        let transport = try transport(reader)
        do {
            let card = try PrepaymentCard(transport, keys: keys, role: .kiosk)
            let accounts = try card.readAccounts()
            self.card = card
            return accounts
        } catch {
            throw .card(error)
        }
    }

    /// The history of the card of this conversation, oldest first.
    public func history() throws(CardDeskError) -> [HistoryRecord] {
        guard let card else { return [] }
        do { return try card.readHistory() } catch { throw .card(error) }
    }

    /// Writes a purchase onto the card of this conversation.
    public func load(_ order: LoadOrder) -> LoadOutcome {
        guard let card else {
            return .notApplied(CardFault("The conversation with the card is over."))
        }
        return card.load(order)
    }

    /// Reads again what `load` wrote.
    public func readBack() -> ReadBack {
        guard let card else { return .failed(CardFault("The conversation with the card is over.")) }
        return card.readBack()
    }

    /// Ends the conversation; the reader is free for others.
    public func close() { card = nil }

    /// Personalises the card in a reader.
    public func issue(_ issue: CardIssue, in reader: String) throws(CardDeskError) -> IssuedCard {
        close()
        let transport = try transport(reader)
        do {
            return try CardIssuer(transport, keys: keys).issue(issue)
        } catch {
            throw .card(error)
        }
    }

    /// All that a kiosk may read, history included.
    public func inspect(
        _ reader: String,
        utility: Utility?
    ) throws(CardDeskError) -> CardInspection {
        let snapshot = try open(reader, utility: utility)
        defer { close() }
        guard let card else { preconditionFailure("a conversation was just opened") }
        do {
            return CardInspection(
                snapshot: snapshot,
                parameters: try card.readParameters(),
                history: try card.readHistory()
            )
        } catch {
            throw .card(error)
        }
    }

    /// Another program may be talking to the card for a moment: the meter of a bench, a clerk's look.
    /// The wait is shorter than the shortest time after which a reader counts as silent.
    private func transport(_ reader: String) throws(CardDeskError) -> any CardTransport {
        let attempts = Self.inUseWaitMilliseconds / Self.inUsePauseMilliseconds
        for attempt in 1...attempts {
            do throws(CardError) {
                return try connect(reader)
            } catch .cardInUse where attempt < attempts {
                usleep(UInt32(Self.inUsePauseMilliseconds) * 1_000)
            } catch {
                throw .reader(error)
            }
        }
        throw .reader(.cardInUse)
    }

    private static let inUseWaitMilliseconds = 400
    private static let inUsePauseMilliseconds = 50
}

/// All that a kiosk may read from a card.
public struct CardInspection: Sendable {
    /// What a tap reads.
    public let snapshot: CardSnapshot
    /// What the meter is told.
    public let parameters: MeterParameters
    /// The last loads and takes, oldest first.
    public let history: [HistoryRecord]
}

/// Why a conversation could not be had.
public enum CardDeskError: Error, Sendable, Equatable {
    /// The reader, or the way to it.
    case reader(CardError)
    /// The card.
    case card(PrepaymentCardError)

    /// What happened.
    public var sentence: String {
        switch self {
        case .reader(let error): error.sentence
        case .card(let error): error.sentence
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .reader(let error): error.hint
        case .card(let error): error.hint
        }
    }
}
