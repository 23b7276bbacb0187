internal import DeviceThreads

/// Watches all readers and their cards, and goes on when pcscd is restarted.
///
/// It has a context and a thread of its own, so it sees a card go while another thread is stuck in
/// an exchange with it. Readers and cards that are there at the start are reported like new ones.
public final class ReaderMonitor: Sendable {
    /// How many events wait for a slow consumer.
    ///
    /// Beyond it the oldest are dropped, and `serviceBack` with the whole present state follows, so
    /// the newest state is never lost.
    public static let eventLimit = 256

    /// All that happens, in order, for one consumer.
    ///
    /// It ends after `stop`; and when its consumer is cancelled, the monitor stops.
    public let events: AsyncStream<ReaderEvent>

    private let control = MonitorControl()

    /// Starts to watch.
    ///
    /// `threadName` shows in `ps -L`; Linux keeps 15 bytes of it.
    public convenience init(threadName: String = "reader-monitor") {
        self.init(threadName: threadName, eventLimit: Self.eventLimit)
    }

    init(threadName: String, eventLimit: Int) {
        let (events, continuation) = AsyncStream.makeStream(
            of: ReaderEvent.self,
            bufferingPolicy: .bufferingNewest(eventLimit)
        )
        self.events = events
        let control = control
        continuation.onTermination = { _ in control.requestStop() }
        let loop = MonitorLoop(threadName: threadName, control: control, events: continuation)
        Task { await loop.run() }
    }

    deinit { stop() }

    /// Ends the monitor, from any thread; it takes milliseconds.
    ///
    /// Afterwards the context is released and `events` ends. Only if pcscd hangs does it return
    /// before that, after a second.
    public func stop() { control.stop() }
}
