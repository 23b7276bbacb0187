internal import DeviceThreads

/// The work of a `ReaderMonitor`: looks at the readers, compares, reports.
actor MonitorLoop {
    private static let pauseShortestMilliseconds = 100
    private static let pauseLongestMilliseconds = 2_000

    private nonisolated let thread: DeviceThread
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let control: MonitorControl
    private let events: AsyncStream<ReaderEvent>.Continuation
    private var known: [ReaderSnapshot] = []
    private var serviceError: CardError?
    private var pauseMilliseconds = pauseShortestMilliseconds

    init(
        threadName: String,
        control: MonitorControl,
        events: AsyncStream<ReaderEvent>.Continuation
    ) {
        self.thread = DeviceThread(name: threadName)
        self.control = control
        self.events = events
    }

    /// Blocks its thread until the monitor is stopped.
    func run() {
        while !control.isStopping {
            do throws(CallFailure) {
                try watch()
            } catch {
                noteLoss(error)
                control.pause(milliseconds: pauseMilliseconds)
                pauseMilliseconds = min(2 * pauseMilliseconds, Self.pauseLongestMilliseconds)
            }
        }
        events.finish()
        control.noteEnd()
    }

    /// Watches with one context until it fails or the monitor is stopped.
    ///
    /// A context does not survive pcscd, so every failure is answered with a new one.
    private func watch() throws(CallFailure) {
        let context = try PCSCContext()
        control.setContext(context)
        defer { control.setContext(nil) }
        while !control.isStopping {
            do throws(CallFailure) {
                let readers = try context.nextSnapshots(
                    after: known,
                    timeoutMilliseconds: PCSCContext.lookLimitMilliseconds
                )
                noteService()
                replaceKnown(by: readers)
            } catch let error where error.isCancelled {
                continue
            }
        }
    }

    private func noteService() {
        pauseMilliseconds = Self.pauseShortestMilliseconds
        guard serviceError != nil else { return }
        serviceError = nil
        report([.serviceBack])
    }

    private func noteLoss(_ failure: CallFailure) {
        let error = failure.serviceError
        guard error != serviceError else { return }
        serviceError = error
        replaceKnown(by: [])
        report([.serviceLost(error)])
    }

    private func replaceKnown(by readers: [ReaderSnapshot]) {
        let changes = ReaderEvent.changes(from: known, to: readers)
        known = readers
        report(changes)
    }

    private func report(_ news: [ReaderEvent]) {
        // Without service there is no state to repeat: the loss is the newest event.
        guard yield(news) == .withLoss, serviceError == nil else { return }
        // The buffer is longer than this, so it stays whole and whatever it pushes out is older.
        _ = yield([.serviceBack] + ReaderEvent.changes(from: [], to: known))
    }

    private enum Delivery { case whole, withLoss }

    private func yield(_ news: [ReaderEvent]) -> Delivery {
        var delivery = Delivery.whole
        for event in news {
            if case .dropped = events.yield(event) { delivery = .withLoss }
        }
        return delivery
    }
}
