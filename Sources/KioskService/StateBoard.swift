public import Prepayment
internal import Synchronization

/// What a screen shows, one at a time.
public enum KioskPhase: Hashable, Sendable {
    /// Nobody's card lies here.
    case idle
    /// No reader can be used.
    case noReader(sentence: String, hint: String)
    /// A card lies here and is being read.
    case reading
    /// A card lies here that can be topped up, or shown.
    case card(CardView)
    /// A card lies here that cannot be used, and why.
    case cardRefused(sentence: String, hint: String)
    /// A sale runs: the card stays where it is.
    case selling(SaleView)
    /// The kiosk does not sell.
    case outOfService(reason: String)
}

/// A card as its holder may see it: no name, and of the customer number its end.
public struct CardView: Hashable, Sendable {
    /// What was read.
    public let snapshot: CardSnapshot
    /// Takes what was read.
    public init(_ snapshot: CardSnapshot) { self.snapshot = snapshot }
}

/// A running sale.
public struct SaleView: Hashable, Sendable {
    /// What was agreed.
    public let quote: Quote
    /// Takes the quote.
    public init(quote: Quote) { self.quote = quote }
}

/// The kiosk's state for whoever watches: the newest phase with a number that only grows, so that a
/// watcher that comes late or again knows whether it missed something.
public final class StateBoard: Sendable {
    /// A phase and its number.
    public struct Entry: Hashable, Sendable {
        /// Grows with every change.
        public let revision: UInt64
        /// What to show.
        public internal(set) var phase: KioskPhase
        /// What people should know of the receipt printer; nil while all is well.
        public internal(set) var printer: PrinterNotice?
    }

    private struct State {
        var entry = Entry(revision: 1, phase: .idle)
        var watchers: [@Sendable (Entry) -> Void] = []

        /// Under the lock, or two entries could reach a watcher in the wrong order.
        mutating func publish() {
            entry = Entry(revision: entry.revision + 1, phase: entry.phase, printer: entry.printer)
            for watcher in watchers { watcher(entry) }
        }
    }
    private let state = Mutex(State())

    /// Begins with an idle kiosk.
    public init() {}

    /// The newest entry.
    public var entry: Entry { state.withLock { $0.entry } }

    /// Shows a phase. Out of service stays until the program is started again.
    public func show(_ phase: KioskPhase) {
        state.withLock { state in
            if case .outOfService = state.entry.phase { return }
            guard state.entry.phase != phase else { return }
            state.entry.phase = phase
            state.publish()
        }
    }

    /// Shows how the receipt printer stands, whatever else is shown.
    public func show(_ printer: PrinterNotice?) {
        state.withLock { state in
            guard state.entry.printer != printer else { return }
            state.entry.printer = printer
            state.publish()
        }
    }

    /// Calls `watcher` with every later entry, in order, for as long as the board lives.
    ///
    /// It must return at once and not turn to the board.
    public func watch(_ watcher: @escaping @Sendable (Entry) -> Void) {
        state.withLock { $0.watchers.append(watcher) }
    }
}
