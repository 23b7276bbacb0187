/// What prints receipts: a printer at the end of a wire, or something in its place.
public protocol ReceiptPort: Sendable {
    /// How it stood when it was last heard of.
    var condition: PrinterCondition { get }
    /// What it says it is, once it has said so.
    var identity: PrinterIdentity? { get }
    /// Asks it anew: before money is taken. Answers when it can print, cannot, or is printing.
    func check() async -> PrinterCondition
    /// Prints a receipt and says what became of it. `copy` composes it again, marked as a copy, where a
    /// fault spoilt the first. After `patience` the job is over in any case, and never printed later.
    func print(
        _ page: PrintedPage,
        patience: Duration,
        copy: @escaping @Sendable () -> PrintedPage
    ) async -> PrintOutcome
    /// Lets it go. What is printing then is unknown.
    func stop() async
}

/// A receipt printer that is watched all the time, on a thread of its own.
///
/// The thread only moves bytes and time: what to do decides `PrinterMachine`. Nothing that is called
/// here blocks the caller's thread.
public final class ReceiptPrinter: ReceiptPort {
    private let loop: PrinterLoop
    private let mailbox: PrinterMailbox
    private let running: Task<Void, Never>

    /// Begins to watch the printer.
    ///
    /// `changed` hears of every change of its condition, in order, and what the printer says it is. It is
    /// called on the printer's thread and must return at once.
    public init(
        at address: PrinterAddress,
        _ model: PrinterModel,
        times: PrinterTimes = PrinterTimes(),
        changed: @escaping @Sendable (PrinterCondition, PrinterIdentity?) -> Void = { _, _ in }
    ) {
        let mailbox = PrinterMailbox()
        let isFile = if case .file = address { true } else { false }
        let loop = PrinterLoop(
            address,
            isFile ? .file : model,
            times: times,
            mailbox: mailbox,
            changed: changed
        )
        (self.mailbox, self.loop) = (mailbox, loop)
        running = Task { await loop.run() }
    }

    /// The newest condition.
    public var condition: PrinterCondition { mailbox.condition }

    /// What the printer says it is, once it has said so.
    public var identity: PrinterIdentity? { mailbox.identity }

    /// Asks the printer anew: before money is taken. Answers when it can print, cannot, or is printing.
    public func check() async -> PrinterCondition {
        await withCheckedContinuation { mailbox.post(.check($0)) }
        return condition
    }

    /// Prints a receipt, behind those that wait already, and says what became of it.
    ///
    /// `copy` composes it again, marked as a copy, where a fault spoilt the first; it is called on the
    /// printer's thread. After `patience` the job is over in any case, and never printed later.
    public func print(
        _ page: PrintedPage,
        patience: Duration,
        copy: @escaping @Sendable () -> PrintedPage
    ) async -> PrintOutcome {
        await withCheckedContinuation { mailbox.post(.print(page, patience, copy, $0)) }
    }

    /// Lets the printer go. What is printing then is unknown.
    public func stop() async {
        mailbox.post(.stop)
        await running.value
    }
}
