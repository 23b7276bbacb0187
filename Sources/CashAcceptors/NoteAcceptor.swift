internal import DeviceThreads

/// A note validator that is watched all the time, on a thread of its own.
///
/// The thread only moves bytes and time: what to do decides `AcceptorMachine`. Nothing that is called
/// here blocks the caller's thread.
///
///     let acceptor = NoteAcceptor(AcceptorConfiguration(path: "/dev/ttyUSB0"), lastCounter: 17)
///     for await event in acceptor.events { … }
public final class NoteAcceptor: Sendable {
    /// What it tells, in order, from `.fault` or `.ready` on; it ends after `stop`. For one reader.
    public let events: AsyncStream<AcceptorEvent>

    private let mailbox = Mailbox<AcceptorLoop.Wish>()
    private let running: Task<Void, Never>

    /// Begins to look for the device.
    ///
    /// `lastCounter` is the counter that was journalled last, with a credit or as `.told`: newer credits
    /// that the device still holds are told before `.ready`. Without one they go to staff as
    /// suspicions, as nobody knows whether they were told before.
    public init(_ configuration: AcceptorConfiguration, lastCounter: UInt8?) {
        let (events, continuation) = AsyncStream.makeStream(of: AcceptorEvent.self)
        let loop = AcceptorLoop(
            configuration,
            lastCounter: lastCounter,
            mailbox: mailbox,
            events: continuation
        )
        self.events = events
        running = Task { await loop.run() }
    }

    /// Lets notes in, up to this sum; answered by `.opened`, or by `.closed` when it is not in order.
    ///
    /// While it is open, this sets what is still missing. Returns at once.
    public func open(atMostFen: Int64) { _ = mailbox.post(.open(atMostFen: atMostFen)) }

    /// Lets no more notes in; answered by `.closed`. Returns at once.
    public func close() { _ = mailbox.post(.close) }

    /// Lets the line go and ends the thread. A note in escrow stays with the device, which gives it back
    /// by itself.
    public func stop() async {
        _ = mailbox.post(.stop)
        await running.value
    }
}
