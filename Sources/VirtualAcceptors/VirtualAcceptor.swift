public import BenchDevices
internal import Glibc
internal import Synchronization

/// A virtual note validator at the end of a serial device.
///
/// Notes and faults come from any thread, and over a control socket.
public final class VirtualAcceptor: Sendable {
    /// How the acceptor is set up.
    public struct Settings: Sendable {
        /// The serial device for the host: a symbolic link at this path.
        public var path: String
        /// The notes that it knows, whole yuan up to 9999, at most 16.
        public var denominationsFen: [Int64] = [100, 500, 1_000, 2_000, 5_000, 10_000]
        /// The host hears its own bytes, as on the one wire of ccTalk.
        public var echoes = true
        /// How frames are checked.
        public var checksum = VirtualChecksum.simple
        /// How long a note is on its way out of escrow.
        public var transportMilliseconds = 100
        /// The path of a Unix socket that takes orders, a line each.
        public var control: String?

        /// A sound acceptor that knows the notes of the yuan.
        public init(path: String) { self.path = path }
    }

    /// How it stands.
    public struct Status: Codable, Hashable, Sendable {
        /// It takes notes now.
        public let isOpen: Bool
        /// The note in escrow; nil when there is none.
        public let escrowFen: Int64?
        /// All notes in the stacker, in order.
        public let stackedFen: [Int64]
        /// All notes that came back, in order.
        public let returnedFen: [Int64]
        /// What is wrong with it.
        public let faults: [AcceptorBenchFault]
    }

    private struct State {
        var validator: NoteValidator
        var isStopped = false
    }

    /// The address of note validators.
    private static let address: UInt8 = 40
    /// How often a note on its way is looked at.
    private static let tickMilliseconds: Int32 = 10

    private let settings: Settings
    private let device: SerialDevice
    private let control: Descriptor?
    private let state: Mutex<State>
    private let wake = WakePipe()

    /// Makes the serial device and the control socket.
    public init(_ settings: Settings) throws(BenchDeviceError) {
        self.settings = settings
        device = try SerialDevice(linkedFrom: settings.path)
        if let path = settings.control {
            control = try ListeningSocket.unix(path: path)
        } else {
            control = nil
        }
        state = Mutex(
            State(
                validator: NoteValidator(
                    denominationsFen: settings.denominationsFen,
                    transportMilliseconds: settings.transportMilliseconds
                )
            )
        )
    }

    // MARK: What happens to it

    /// Puts a note into the mouth.
    public func insert(noteFen: Int64) -> InsertAnswer { act { $0.insert(noteFen) } }
    /// Something goes wrong.
    public func set(_ fault: AcceptorBenchFault) { act { $0.set(fault) } }
    /// Something is put right.
    public func clear(_ fault: AcceptorBenchFault) { act { $0.clear(fault) } }
    /// Everything is put right.
    public func clearAll() {
        act { validator in
            for fault in validator.faults { validator.clear(fault) }
        }
    }
    /// Switches it off and on.
    public func powerCycle() { act { $0.powerCycle() } }

    /// How it stands.
    public var status: Status {
        act { validator in
            Status(
                isOpen: validator.isOpen,
                escrowFen: validator.escrowFen,
                stackedFen: validator.notes.stackedFen,
                returnedFen: validator.notes.returnedFen,
                faults: validator.faults.sorted { $0.rawValue < $1.rawValue }
            )
        }
    }

    /// Ends `run`, from another thread.
    public func stop() {
        state.withLock { $0.isStopped = true }
        wake.wake()
    }

    private func act<Result: Sendable>(
        _ body: @Sendable (inout NoteValidator) -> Result
    ) -> Result {
        let result = state.withLock { state in
            state.validator.advance(toMilliseconds: Self.now())
            return body(&state.validator)
        }
        wake.wake()
        return result
    }

    // MARK: Serving

    /// Answers the host until it is stopped. Blocks: it belongs on a thread.
    public func run() {
        defer {
            device.remove()
            if let path = settings.control { unlink(path) }
        }
        var frames = HostFrames(to: Self.address, settings.checksum)
        var desk = ControlDesk(control)
        while !state.withLock(\.isStopped) {
            var descriptors =
                [wake.reader.number, device.deviceEnd.number].map {
                    pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
                } + desk.wanted
            let isMoving = state.withLock(\.validator.isMoving)
            poll(&descriptors, nfds_t(descriptors.count), isMoving ? Self.tickMilliseconds : -1)
            if descriptors[0].revents != 0 { wake.empty() }
            state.withLock { $0.validator.advance(toMilliseconds: Self.now()) }
            for order in desk.take(descriptors[2...]) { order.answer(obey(order.text)) }
            if descriptors[1].revents != 0 { serve(&frames) }
        }
    }

    private func serve(_ frames: inout HostFrames) {
        guard let bytes = device.deviceEnd.read(atMost: 4096), !bytes.isEmpty else { return }
        if settings.echoes { _ = device.deviceEnd.write(bytes) }
        for (header, data) in frames.receive(bytes, atMilliseconds: Self.now()) {
            guard let answer = state.withLock({ $0.validator.obey(header, data) }) else { continue }
            // A host that does not read loses the answer, as on a wire.
            _ = device.deviceEnd.write(frames.answer(answer.header, answer.data))
        }
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
