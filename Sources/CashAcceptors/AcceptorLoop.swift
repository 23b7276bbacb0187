internal import DeviceThreads
internal import Glibc
internal import SerialLines

/// The acceptor's thread: waits for bytes, wishes and time, tells them to the machine and does what it
/// says.
actor AcceptorLoop {
    /// What others want.
    enum Wish: Sendable {
        case open(atMostFen: Int64)
        case close
        case stop
    }

    private nonisolated let thread = DeviceThread(name: "acceptor")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// A longer pause inside a frame ends it.
    private static let pauseInFrame = Duration.milliseconds(50)

    private let configuration: AcceptorConfiguration
    private let mailbox: Mailbox<Wish>
    private let events: AsyncStream<AcceptorEvent>.Continuation
    private var machine: AcceptorMachine
    private var line: AcceptorLine?
    /// The question under way, and when the frame that has begun must go on.
    private var exchange: (command: NoteValidatorCommand, exchange: CCTalkExchange)?
    private var goesOnBy: ContinuousClock.Instant?
    private var isStopped = false

    init(
        _ configuration: AcceptorConfiguration,
        lastCounter: UInt8?,
        mailbox: Mailbox<Wish>,
        events: AsyncStream<AcceptorEvent>.Continuation
    ) {
        (self.configuration, self.mailbox, self.events) = (configuration, mailbox, events)
        machine = AcceptorMachine(
            country: configuration.country,
            times: configuration.times,
            lastCounter: lastCounter,
            at: .now
        )
    }

    /// Works until it is stopped. Blocks this actor's thread all the while.
    func run() {
        while !isStopped { turn() }
        // Nobody waits for an answer to a wish: the end of the events is one.
        _ = mailbox.close()
        events.finish()
    }

    private func turn() {
        wait()
        for wish in mailbox.take() { take(wish) }
        if let goesOnBy, .now >= goesOnBy { answer(.none) }
        if let wakeAt = machine.wakeAt, .now >= wakeAt { tell(.timePassed) }
    }

    /// Waits for the line, a wish or a moment, and reads the line.
    private func wait() {
        var wanted = [pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0)]
        if let line {
            wanted.append(pollfd(fd: line.descriptor, events: Int16(POLLIN), revents: 0))
        }
        let moments = [machine.wakeAt, goesOnBy].compactMap { $0 }
        let timeout = moments.min()?.pollTimeoutMilliseconds ?? -1
        let result = poll(&wanted, nfds_t(wanted.count), timeout)
        precondition(result >= 0 || errno == EINTR, "poll(2) failed with \(errno)")
        guard result > 0, wanted.count > 1, wanted[1].revents != 0 else { return }
        read(isHungUp: Int32(wanted[1].revents) & (POLLHUP | POLLERR) != 0)
    }

    private func read(isHungUp: Bool) {
        guard let line else { return }
        do throws(SerialLineError) {
            receive(try line.read(isHungUp: isHungUp))
        } catch {
            tell(.lineFailed(.line(error)))
        }
    }

    private func receive(_ bytes: [UInt8]) {
        // What comes without a question, or too late, is nothing.
        guard !bytes.isEmpty, var current = exchange else { return }
        switch current.exchange.receive(bytes) {
        case .incomplete:
            exchange = current
            goesOnBy = current.exchange.isInsideFrame ? .now + Self.pauseInFrame : nil
        case .damaged: answer(.none)
        case .answer(let frame): answer(NoteValidatorAnswer(frame, to: current.command))
        }
    }

    private func answer(_ answer: NoteValidatorAnswer) {
        exchange = nil
        goesOnBy = nil
        tell(.answered(answer))
    }

    private func take(_ wish: Wish) {
        switch wish {
        case .open(let limitFen): tell(.open(atMostFen: limitFen))
        case .close: tell(.close)
        case .stop:
            tell(.stop)
            isStopped = true
        }
    }

    private func tell(_ event: AcceptorMachine.Event) {
        for effect in machine.handle(event, at: .now) { perform(effect) }
    }

    private func perform(_ effect: AcceptorMachine.Effect) {
        switch effect {
        case .openLine: open()
        case .closeLine:
            exchange = nil
            goesOnBy = nil
            line?.close()
            line = nil
        case .send(let command): send(command)
        case .tell(let event): events.yield(event)
        }
    }

    private func open() {
        do throws(SerialLineError) {
            line = try AcceptorLine(configuration.path)
            tell(.lineOpened)
        } catch {
            tell(.lineFailed(.line(error)))
        }
    }

    private func send(_ command: NoteValidatorCommand) {
        guard let line else { preconditionFailure("a command without a line") }
        let frame = command.frame(to: configuration.address)
        exchange = (command, CCTalkExchange(frame, configuration.checksum))
        line.discardInput()
        do throws(SerialLineError) {
            try line.write(frame.bytes(configuration.checksum))
        } catch {
            tell(.lineFailed(.line(error)))
        }
    }
}
