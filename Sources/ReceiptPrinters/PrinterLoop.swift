internal import DeviceThreads
internal import Glibc

/// The printer's thread: waits for bytes, wishes and time, tells them to the machine and does what it
/// says.
actor PrinterLoop {
    private nonisolated let thread = DeviceThread(name: "printer")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private struct Waiting {
        let page: PrintedPage
        let patience: Duration
        let copy: @Sendable () -> PrintedPage
        let answer: CheckedContinuation<PrintOutcome, Never>
        let since: ContinuousClock.Instant
    }

    private let address: PrinterAddress
    private let mailbox: PrinterMailbox
    private let changed: @Sendable (PrinterCondition, PrinterIdentity?) -> Void
    private var machine: PrinterMachine
    private var link: PrinterLink?
    private var unsent: ArraySlice<UInt8> = []
    /// What has happened and was not told yet.
    private var events: [PrinterMachine.Event] = []
    private var jobs: [Waiting] = []
    private var current: (number: Int, job: Waiting)?
    private var jobCount = 0
    private var checks: [CheckedContinuation<Void, Never>] = []
    private var isStopped = false
    private var babble = Babble()

    init(
        _ address: PrinterAddress,
        _ model: PrinterModel,
        times: PrinterTimes,
        mailbox: PrinterMailbox,
        changed: @escaping @Sendable (PrinterCondition, PrinterIdentity?) -> Void
    ) {
        self.address = address
        self.mailbox = mailbox
        self.changed = changed
        machine = PrinterMachine(
            model,
            times: times,
            firstIdentifier: Int.random(in: 0..<ProcessIdentifiers.count),
            at: .now
        )
    }

    /// Works until it is stopped. Blocks this actor's thread all the while.
    func run() {
        while !isStopped { turn() }
        mailbox.close()
        for job in jobs { job.answer.resume(returning: .notPrinted(.stopped)) }
        jobs = []
    }

    private func turn() {
        wait()
        for wish in mailbox.take() { take(wish) }
        if let wakeAt = machine.wakeAt, .now >= wakeAt { tell(.timePassed) }
        startNext()
    }

    /// Waits for the link, a wish or the machine's moment, and moves the link's bytes.
    private func wait() {
        var wanted = [pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0)]
        if let link {
            var events = link.isMute || link.isConnecting ? 0 : POLLIN
            if link.isConnecting || !unsent.isEmpty { events |= POLLOUT }
            wanted.append(pollfd(fd: link.descriptor, events: Int16(events), revents: 0))
        }
        // A file cannot be polled for; it takes all at once.
        let result = poll(&wanted, nfds_t(wanted.count), timeoutMilliseconds)
        precondition(result >= 0 || errno == EINTR, "poll(2) failed with \(errno)")
        guard result > 0, wanted.count > 1 else { return }
        serve(Int32(wanted[1].revents))
    }

    private var timeoutMilliseconds: Int32 { machine.wakeAt?.pollTimeoutMilliseconds ?? -1 }

    private func serve(_ events: Int32) {
        guard let link else { return }
        if link.isConnecting {
            guard events & (POLLOUT | POLLERR | POLLHUP) != 0 else { return }
            if let error = link.finishConnecting() {
                tell(.linkFailed(error))
            } else {
                tell(.opened)
            }
            return
        }
        let isHungUp = events & (POLLHUP | POLLERR) != 0
        if events & POLLIN != 0 || isHungUp, !(link.isMute && !isHungUp) {
            read(link, isHungUp: isHungUp)
        }
        // What it takes now is written when all that came was told.
        tellWaiting()
    }

    private func read(_ link: PrinterLink, isHungUp: Bool) {
        switch link.read(isHungUp: isHungUp) {
        case .bytes(let bytes):
            if babble.isTooMuch(bytes.count, at: .now) {
                tell(.linkFailed(.babbling(address.text)))
            } else {
                tell(.received(bytes))
            }
        case .nothing: break
        case .failed(let error): tell(.linkFailed(error))
        }
    }

    /// Gives the link what it takes now; what comes of it waits among the events.
    private func write() {
        while let link, !link.isConnecting, !unsent.isEmpty {
            switch link.write(unsent) {
            case .bytes(let count):
                unsent = unsent.dropFirst(count)
                if unsent.isEmpty { events.append(.sent) }
            case .blocked: return
            case .failed(let error):
                unsent = []
                events.append(.linkFailed(error))
            }
        }
    }
}

/// Wishes and effects.
extension PrinterLoop {
    private func take(_ wish: PrinterMailbox.Wish) {
        switch wish {
        case .check(let answer):
            checks.append(answer)
            tell(.check)
        case .print(let page, let patience, let copy, let answer):
            jobs.append(
                Waiting(page: page, patience: patience, copy: copy, answer: answer, since: .now)
            )
        case .stop:
            tell(.stop)
            isStopped = true
        }
    }

    /// Gives the machine the next job; one whose time was over while it waited is not printed.
    private func startNext() {
        guard current == nil, !jobs.isEmpty, !isStopped else { return }
        let job = jobs.removeFirst()
        let patience = job.patience - (.now - job.since)
        jobCount += 1
        current = (jobCount, job)
        tell(.print(PrintJob(number: jobCount, page: job.page, patience: patience)))
    }

    private func tell(_ event: PrinterMachine.Event) {
        events.append(event)
        tellWaiting()
    }

    /// Tells the machine one event after the other; all effects of one are done before the next.
    private func tellWaiting() {
        repeat {
            while !events.isEmpty {
                let effects = machine.handle(events.removeFirst(), at: .now)
                let condition = machine.condition
                if mailbox.show(condition, machine.identity) {
                    changed(condition, machine.identity)
                }
                for effect in effects { perform(effect) }
            }
            write()
        } while !events.isEmpty
    }

    private func perform(_ effect: PrinterMachine.Effect) {
        switch effect {
        case .open: open()
        case .abort: close { $0.abort() }
        case .finish: close { $0.finish() }
        case .send(let bytes): unsent += bytes
        case .discardUnsent: unsent = []
        case .composeCopy(let number):
            guard let current, current.number == number else { return }
            events.append(.copied(job: number, current.job.copy()))
        case .ended(let number, let outcome):
            guard let ended = current, ended.number == number else { return }
            current = nil
            ended.job.answer.resume(returning: outcome)
        case .checked:
            for answer in checks { answer.resume() }
            checks = []
        }
    }

    private func open() {
        unsent = []
        do throws(LinkError) {
            let opened = try PrinterLink(to: address)
            link = opened
            if !opened.isConnecting { events.append(.opened) }
        } catch {
            events.append(.linkFailed(error))
        }
    }

    private func close(_ how: (PrinterLink) -> Void) {
        unsent = []
        guard let link else { return }
        self.link = nil
        how(link)
    }
}

/// A printer answers in single bytes. What sends without end would keep the thread busy for ever.
private struct Babble {
    private static let bytesPerSecondLimit = 65_536

    private var since = ContinuousClock.now
    private var count = 0

    mutating func isTooMuch(_ bytes: Int, at now: ContinuousClock.Instant) -> Bool {
        if now - since >= .seconds(1) { (since, count) = (now, 0) }
        count += bytes
        return count > Self.bytesPerSecondLimit
    }
}
