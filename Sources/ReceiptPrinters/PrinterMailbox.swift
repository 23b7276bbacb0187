internal import DeviceThreads
internal import Synchronization

/// What others want of the printer's thread, and what they may see of it.
final class PrinterMailbox: Sendable {
    /// A wish.
    enum Wish: Sendable {
        case check(CheckedContinuation<Void, Never>)
        case print(
            PrintedPage,
            Duration,
            @Sendable () -> PrintedPage,
            CheckedContinuation<PrintOutcome, Never>
        )
        case stop
    }

    private struct Shown {
        var condition = PrinterCondition.starting
        var identity: PrinterIdentity?
    }

    private let wishes = Mailbox<Wish>()
    private let shown = Mutex(Shown())

    /// Readable while a wish waits.
    var wakeDescriptor: Int32 { wishes.wakeDescriptor }

    /// Wakes the thread with a wish. After the stop every wish is answered at once.
    func post(_ wish: Wish) {
        if !wishes.post(wish) { Self.refuse(wish) }
    }

    /// All wishes, in order.
    func take() -> [Wish] { wishes.take() }

    /// No wishes any more.
    func close() {
        for wish in wishes.close() { Self.refuse(wish) }
    }

    private static func refuse(_ wish: Wish) {
        switch wish {
        case .check(let answer): answer.resume()
        case .print(_, _, _, let answer): answer.resume(returning: .notPrinted(.stopped))
        case .stop: break
        }
    }

    var condition: PrinterCondition { shown.withLock { $0.condition } }
    var identity: PrinterIdentity? { shown.withLock { $0.identity } }

    /// Leaves what the thread knows; says whether the condition has changed.
    func show(_ condition: PrinterCondition, _ identity: PrinterIdentity?) -> Bool {
        shown.withLock { shown in
            shown.identity = identity
            defer { shown.condition = condition }
            return shown.condition != condition
        }
    }
}
