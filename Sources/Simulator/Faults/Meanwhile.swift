import KioskService
import Synchronization
import TestSupport

/// What somebody else does in the midst of a card's command: it is over before the card answers, so
/// that a day goes the same way each time.
final class Meanwhile: Sendable {
    enum Event: Sendable {
        /// Another clerk asks for a sale, and is told something.
        case request(Result<SaleReport, SaleError>)
        /// The kiosk's other half sends what the ledger does not have.
        case batch(LedgerLinkError?)
    }

    private let work: @Sendable () async -> Event
    private let outcome = Mutex<Event?>(nil)

    init(_ work: @escaping @Sendable () async -> Event) { self.work = work }

    /// What came of it; nil while it did not happen.
    var event: Event? { outcome.withLock { $0 } }

    /// Does it, on other threads, and holds this one.
    func happen() {
        let gate = Gate()
        Task {
            let event = await work()
            outcome.withLock { $0 = event }
            gate.open()
        }
        gate.waitInside()
    }
}
