import DeviceThreads
import KioskService
import Synchronization

/// What somebody else does in the midst of a card's command: it is over before the card answers, so
/// that a day goes the same way each time.
final class Meanwhile: Sendable {
    enum Event: Sendable {
        /// Another clerk asks for a sale, and is told something.
        case request(Result<SaleReport, SaleError>)
        /// The kiosk's other half sends what the ledger does not have.
        case batch(LedgerLinkError?)
    }

    private let thread: TaskThread
    private let work: @Sendable () async -> Event
    private let outcome = Mutex<Event?>(nil)

    init(on thread: TaskThread, _ work: @escaping @Sendable () async -> Event) {
        (self.thread, self.work) = (thread, work)
    }

    /// What came of it; nil while it did not happen.
    var event: Event? { outcome.withLock { $0 } }

    /// Does it, and returns when it is done.
    func happen() {
        Task(executorPreference: thread) { [self] in
            let event = await work()
            outcome.withLock { $0 = event }
        }
        thread.runJobs { event != nil }
    }
}
