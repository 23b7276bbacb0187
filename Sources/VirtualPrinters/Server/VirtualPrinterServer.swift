public import BenchDevices
internal import Glibc
internal import Synchronization

/// A virtual printer at the end of a line: a TCP port of this machine, or a serial device.
///
/// It stays the same printer from connection to connection. Each receipt is kept in its folder, see
/// `Settings.directory`. Faults can be set from any thread, and over the control socket.
public final class VirtualPrinterServer: Sendable {
    /// What stands between the printer and the host.
    public enum Line: Sendable, Hashable {
        /// A port on the loopback interface; 0 takes a free one.
        case tcp(port: UInt16)
        /// A pseudo-terminal, and a symbolic link to it at this path.
        case serial(path: String)
    }

    /// How the printer is set up.
    public struct Settings: Sendable {
        /// What stands between the printer and the host.
        public var line: Line
        /// Where each receipt is kept: `receipt-0001.escpos`, `.txt` and, with pictures, `.png`;
        /// of a job that broke off the names end in `-torn`.
        public var directory: String
        /// What the printer is.
        public var model = PrinterModel()
        /// What is wrong from the start.
        public var faults: [PrinterFault] = []
        /// Whether each receipt is drawn as well.
        public var keepsPictures = false
        /// The path of a Unix socket that takes orders, a line each.
        public var control: String?

        /// A sound printer without a control socket.
        public init(line: Line, directory: String) {
            (self.line, self.directory) = (line, directory)
        }
    }

    private struct State {
        var printer: VirtualPrinter
        /// What happened and was not acted on yet.
        var output = VirtualPrinter.Output()
        var isStopped = false
    }

    /// The port it listens at; 0 for a serial device.
    public let port: UInt16

    private let settings: Settings
    private let folder: ReceiptFolder
    private let listener: Descriptor?
    private let control: Descriptor?
    private let state: Mutex<State>
    /// Wakes the thread that serves.
    private let wake = WakePipe()

    /// Makes the port and the control socket; a serial device is made by `serve`.
    public init(_ settings: Settings) throws(BenchDeviceError) {
        folder = try ReceiptFolder(settings.directory, keepsPictures: settings.keepsPictures)
        switch settings.line {
        case .tcp(let port):
            let (listener, actualPort) = try ListeningSocket.tcp(port: port)
            (self.listener, self.port) = (listener, actualPort)
        case .serial: (listener, port) = (nil, 0)
        }
        if let path = settings.control {
            control = try ListeningSocket.unix(path: path)
        } else {
            control = nil
        }
        var printer = VirtualPrinter(settings.model)
        for fault in settings.faults { _ = printer.set(fault) }
        state = Mutex(State(printer: printer))
        self.settings = settings
    }

    /// A sound printer that draws no pictures; port 0 takes a free one.
    public convenience init(
        port: UInt16,
        directory: String,
        dotsPerLine: Int = 576
    ) throws(BenchDeviceError) {
        var settings = Settings(line: .tcp(port: port), directory: directory)
        settings.model.dotsPerLine = dotsPerLine
        try self.init(settings)
    }

    // MARK: What happens to it

    /// Something goes wrong.
    public func set(_ fault: PrinterFault) { act { $0.set(fault) } }
    /// Something is put right; held jobs are printed.
    public func clear(_ fault: PrinterFault) { act { $0.clear(fault) } }
    /// Switches it off and on; its connection drops.
    public func powerCycle() {
        act { printer in
            var output = printer.powerCycle()
            output.hasDied = true
            return output
        }
    }
    /// Someone shuts the cash drawer.
    public func closeDrawer() { act { $0.closeDrawer() } }

    /// What is wrong with it.
    public var faults: [PrinterFault] { state.withLock { $0.printer.faults } }
    /// Commands that it does not know, in the order in which they came.
    public var unknownCommands: [[UInt8]] { state.withLock { $0.printer.unknownCommands } }

    /// Ends `serve`, from another thread.
    public func stop() {
        state.withLock { $0.isStopped = true }
        wakeUp()
    }

    private func act(_ body: (inout VirtualPrinter) -> VirtualPrinter.Output) {
        state.withLock { $0.output.append(body(&$0.printer)) }
        wakeUp()
    }

    private func wakeUp() { wake.wake() }

    // MARK: Serving

    /// Serves until it is stopped.
    ///
    /// `received` hears of each receipt, once it is kept. Blocks: it belongs on a thread.
    public func serve(
        received: (VirtualPrinter.Receipt) -> Void
    ) throws(BenchDeviceError) {
        var link =
            if let listener {
                PrinterLink(listener: listener)
            } else if case .serial(let path) = settings.line {
                try PrinterLink(serialDevice: path)
            } else {
                preconditionFailure("a TCP line has a listener")
            }
        defer {
            link.remove()
            if let path = settings.control { unlink(path) }
        }
        var session = PrinterSession(control: control)
        while !state.withLock(\.isStopped) {
            let events = session.wait(
                for: link,
                wake: wake.reader,
                isReading: state.withLock { $0.printer.freeBytes > 0 },
                isMoving: state.withLock { $0.printer.isMoving }
            )
            if events.isAwake { wake.empty() }
            for line in events.controlLines { line.answer(obey(line.text)) }
            state.withLock { state in
                let elapsed = session.takeElapsedMilliseconds()
                state.output.append(state.printer.advance(milliseconds: elapsed))
            }
            if events.hasArrival { link.acceptConnection() }
            if events.hasData { try receive(over: &link, &session, received: received) }
            try deliver(over: &link, &session, received: received)
        }
    }

    private func receive(
        over link: inout PrinterLink,
        _ session: inout PrinterSession,
        received: (VirtualPrinter.Receipt) -> Void
    ) throws(BenchDeviceError) {
        guard let connection = link.connection else { return }
        let free = state.withLock { $0.printer.freeBytes }
        guard free > 0, let bytes = connection.read(atMost: min(4096, free)) else { return }
        if !bytes.isEmpty {
            state.withLock { $0.output.append($0.printer.receive(bytes)) }
            return
        }
        try deliver(over: &link, &session, received: received)
        session.outgoing = []
        try link.drop()
        if let torn = state.withLock({ $0.printer.takeTorn() }) {
            try folder.keep(torn)
            received(torn)
        }
    }

    /// Keeps receipts before their proof goes out: whoever has the proof finds them.
    private func deliver(
        over link: inout PrinterLink,
        _ session: inout PrinterSession,
        received: (VirtualPrinter.Receipt) -> Void
    ) throws(BenchDeviceError) {
        let output = state.withLock { state in
            defer { state.output = VirtualPrinter.Output() }
            return state.output
        }
        for receipt in output.receipts {
            try folder.keep(receipt)
            received(receipt)
        }
        if output.hasDied {
            session.outgoing = []
            try link.drop()
            return
        }
        session.send(output.answers, over: link)
    }

    private func obey(_ line: String) -> String {
        switch ControlRequest(line) {
        case .set(let fault): set(fault)
        case .clear(let fault): clear(fault)
        case .clearAll: for fault in faults { clear(fault) }
        case .closeDrawer: closeDrawer()
        case .powerCycle: powerCycle()
        case .status:
            let faults = faults.map(\.text).joined(separator: ", ")
            return "ok faults: \(faults.isEmpty ? "none" : faults);"
                + " unknown commands: \(unknownCommands.count)"
        case nil: return "error unknown: \(line)"
        }
        return "ok"
    }
}

extension VirtualPrinter.Output {
    fileprivate mutating func append(_ other: VirtualPrinter.Output) {
        answers += other.answers
        receipts += other.receipts
        drawerKicks += other.drawerKicks
        hasDied = hasDied || other.hasDied
    }
}

/// `bench printer`.
public enum BenchPrinter {
    /// Prints receipts into files until the process ends.
    ///
    /// `listening` hears the port, 0 for a serial device; `received` each receipt.
    public static func run(
        _ settings: VirtualPrinterServer.Settings,
        listening: (UInt16) -> Void,
        received: (VirtualPrinter.Receipt) -> Void
    ) throws(BenchDeviceError) {
        let server = try VirtualPrinterServer(settings)
        listening(server.port)
        try server.serve(received: received)
    }
}
