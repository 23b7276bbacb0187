import Foundation
import Glibc
import Synchronization

/// A receipt printer at a TCP port of this machine or at a pseudo terminal, as Epson describes one: it
/// holds what it is told to print while it has a fault, and answers real-time questions all the same,
/// except within an image.
public final class TestPrinter: Sendable {
    /// Its port; 0 at a terminal.
    public let port: UInt16
    private let listener: Int32
    private let brain: Mutex<TestPrinterBrain>
    /// The connection that is served, -1 where there is none.
    private let connection = Mutex<Int32>(-1)
    private let isUnplugged = Atomic(false)
    private let connections = Atomic(0)

    /// Listens at a free port.
    public init(_ brain: TestPrinterBrain = TestPrinterBrain()) throws {
        self.brain = Mutex(brain)
        (listener, port) = try Loopback.listen()
        Thread.detachNewThread { [weak self, listener] in
            while case let accepted = accept(listener, nil, nil), accepted >= 0 {
                guard let self else {
                    close(accepted)
                    return
                }
                self.serve(accepted)
            }
        }
    }

    /// Works at the other end of a terminal, which it closes at the end.
    public init(_ brain: TestPrinterBrain = TestPrinterBrain(), terminal: TestTerminal) {
        self.brain = Mutex(brain)
        (listener, port) = (-1, 0)
        Thread.detachNewThread { [weak self] in
            guard let self else { return }
            self.serve(terminal.master)
        }
    }

    /// Ends the terminal as a plug that is pulled does.
    public func unplug() { isUnplugged.store(true, ordering: .relaxed) }

    deinit {
        guard listener >= 0 else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ descriptor: Int32) {
        connection.withLock { $0 = descriptor }
        connections.add(1, ordering: .relaxed)
        var buffer = [UInt8](repeating: 0, count: 512)
        while true {
            if listener < 0 {
                var waiting = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
                let isReadable = poll(&waiting, 1, 5) > 0 && waiting[0].revents == POLLIN
                if isUnplugged.load(ordering: .relaxed) { break }
                // Nobody has the terminal open, or nothing came.
                if !isReadable {
                    if waiting[0].revents != 0 { usleep(5_000) }
                    continue
                }
            }
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            change { $0.receive(Array(buffer.prefix(count))) }
            if brain.withLock({ $0.isDead }) { break }
        }
        connection.withLock { $0 = -1 }
        if brain.withLock({ $0.isDead }) {
            // As a cable that is pulled: no proper end.
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(8))
            brain.withLock { $0.isDead = false }
        }
        close(descriptor)
    }

    /// Changes the printer, and sends what it has to say of it.
    public func change(_ body: (inout TestPrinterBrain) -> Void) {
        let answers = brain.withLock { brain in
            body(&brain)
            return brain.takeAnswers()
        }
        guard !answers.isEmpty else { return }
        connection.withLock { descriptor in
            if descriptor >= 0 { _ = write(descriptor, answers, answers.count) }
        }
    }

    /// How often somebody connected.
    public var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Ends the connection as a switch does.
    public func hangUp() {
        connection.withLock { if $0 >= 0 { shutdown($0, Int32(SHUT_RDWR)) } }
    }

    /// Begins a fault.
    public func fail(_ fault: TestPrinterBrain.Fault) { change { $0.fail(fault) } }
    /// Ends all faults: what was held is printed now.
    public func mend() { change { $0.mend() } }

    /// The text of each slip that was cut off.
    public var slips: [String] { brain.withLock { $0.slips } }
    /// All that ever came.
    public var received: [UInt8] { brain.withLock { $0.received } }
    /// Connections, commands or questions met where they must not be.
    public var complaints: [String] { brain.withLock { $0.complaints } }
}

/// What a test printer is and does, without a line.
public struct TestPrinterBrain: Sendable {
    /// What can be wrong.
    public enum Fault: Sendable, CaseIterable {
        case paperOut, coverOpen, offline, cutter, unrecoverable, hot
    }

    /// It knows `DLE DC4 8`.
    public var clearsBuffers = true
    /// It knows `GS ( H`.
    public var answersIdentifiers = true
    /// So many answers to identifiers are lost.
    public var identifiersToLose = 0
    /// It knows `GS a`.
    public var tellsChanges = true
    /// It says nothing at all.
    public var isSilent = false
    /// The roll ends soon.
    public var isNearEnd = false
    /// After so many more bytes that are printed in turn, the fault begins. Questions do not count: how
    /// many are asked before a receipt depends on how long it takes to come.
    public var failsAfter: (count: Int, fault: Fault)?
    /// After so many more bytes that are printed in turn, the line is cut.
    public var diesAfter: Int?

    fileprivate(set) var slips: [String] = []
    /// All that ever came.
    public fileprivate(set) var received: [UInt8] = []
    fileprivate(set) var complaints: [String] = []
    fileprivate var isDead = false
    private var fault: Fault?
    private var partial: [UInt8] = []
    private var held: [[UInt8]] = []
    private var slip = ""
    private var isTelling = false
    private var answers: [UInt8] = []

    /// A printer that knows all of this and has no fault.
    public init() {}

    static let clear: [UInt8] = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]

    /// Begins a fault.
    public mutating func fail(_ new: Fault) {
        fault = new
        tell()
    }

    /// Ends all faults and prints what was held.
    public mutating func mend() {
        fault = nil
        tell()
        let commands = held
        held = []
        for command in commands { execute(command) }
    }

    /// Takes bytes from the line.
    public mutating func receive(_ bytes: [UInt8]) {
        for byte in bytes {
            received.append(byte)
            partial.append(byte)
            if partial.first != 0x10, countDown() { return }
            if partial.count >= 10, Array(partial.suffix(10)) == Self.clear, clearsBuffers {
                partial = []
                held = []
                say([0x37, 0x25, 0x00])
            } else if let length = Self.length(of: partial), partial.count >= length {
                let command = partial
                partial = []
                take(command)
            }
        }
    }

    /// Counts a byte; true when the line was cut with it.
    private mutating func countDown() -> Bool {
        if let (count, fault) = failsAfter {
            failsAfter = count > 1 ? (count - 1, fault) : nil
            if count <= 1 { fail(fault) }
        }
        guard let count = diesAfter else { return false }
        diesAfter = count > 1 ? count - 1 : nil
        guard count <= 1 else { return false }
        isDead = true
        partial = []
        return true
    }

    mutating func takeAnswers() -> [UInt8] {
        defer { answers = [] }
        return answers
    }

    private mutating func say(_ bytes: [UInt8]) { if !isSilent { answers += bytes } }

    /// The length of the command that begins so; nil while that is open.
    private static func length(of bytes: [UInt8]) -> Int? {
        guard bytes.count > 1 else {
            return [0x10, 0x1B, 0x1C, 0x1D].contains(bytes[0]) ? nil : 1
        }
        switch (bytes[0], bytes[1]) {
        case (0x10, 0x14): return 10
        case (0x10, _): return 3
        case (0x1B, 0x40), (0x1C, 0x26), (0x1C, 0x2E): return 2
        case (0x1B, 0x24): return 4
        case (0x1D, 0x56): return bytes.count > 2 ? (bytes[2] >= 0x41 ? 4 : 3) : nil
        case (0x1D, 0x28):
            return bytes.count > 4 ? 5 + Int(bytes[3]) + Int(bytes[4]) << 8 : nil
        case (0x1D, 0x76):
            guard bytes.count > 7 else { return nil }
            return 8 + (Int(bytes[4]) + Int(bytes[5]) << 8) * (Int(bytes[6]) + Int(bytes[7]) << 8)
        default: return 3
        }
    }

    private mutating func take(_ command: [UInt8]) {
        if command[0] == 0x1D, command[1] == 0x76 {
            for (first, second) in zip(command.dropFirst(8), command.dropFirst(9))
            where first == 0x10 && (second == 0x04 || second == 0x05) {
                complaints.append("a question within an image")
            }
        }
        if command[0] == 0x10 {
            realTime(command)
        } else if fault == nil || fault == .hot {
            execute(command)
        } else {
            held.append(command)
        }
    }

    private mutating func realTime(_ command: [UInt8]) {
        let isStopped = fault != nil && fault != .hot
        switch (command[1], command[2]) {
        case (0x04, 1): say([isStopped ? 0x1A : 0x12])
        case (0x04, 2):
            var byte: UInt8 = 0x12
            if fault == .coverOpen { byte |= 0x04 }
            if fault == .paperOut { byte |= 0x20 }
            if [.cutter, .unrecoverable, .hot].contains(fault) { byte |= 0x40 }
            say([byte])
        case (0x04, 3):
            let bits: UInt8 =
                switch fault {
                case .cutter: 0x08
                case .unrecoverable: 0x20
                case .hot: 0x40
                default: 0
                }
            say([0x12 | bits])
        case (0x04, 4): say([fault == .paperOut ? 0x7E : isNearEnd ? 0x1E : 0x12])
        case (0x05, 2): held = []
        default: break
        }
    }

    private mutating func execute(_ command: [UInt8]) {
        switch command[0] {
        case 0x0A: slip += "\n"
        case 0x20...0x7E: slip.unicodeScalars.append(Unicode.Scalar(command[0]))
        case 0x1D: executeGS(command)
        default: break
        }
    }

    private mutating func executeGS(_ command: [UInt8]) {
        switch command[1] {
        case 0x56:
            slips.append(slip)
            slip = ""
        case 0x76: slip += "#"
        case 0x72: say([fault == .paperOut ? 0x0F : isNearEnd ? 0x03 : 0x00])
        case 0x49: say([0x5F] + Array(command[2] == 0x42 ? "EPSON".utf8 : "TM-T20III".utf8) + [0])
        case 0x61 where tellsChanges:
            isTelling = true
            tell()
        case 0x28 where command[2] == 0x48 && answersIdentifiers:
            if identifiersToLose > 0 {
                identifiersToLose -= 1
            } else {
                say([0x37, 0x22] + command.suffix(4) + [0x00])
            }
        default: break
        }
    }

    private mutating func tell() {
        guard isTelling else { return }
        var bytes: [UInt8] = [0x10, 0, isNearEnd ? 0x03 : 0, 0]
        switch fault {
        case .paperOut:
            bytes[0] |= 0x08
            bytes[2] = 0x0F
        case .coverOpen: bytes[0] |= 0x28
        case .offline: bytes[0] |= 0x08
        case .cutter: (bytes[0], bytes[1]) = (0x18, 0x08)
        case .unrecoverable: (bytes[0], bytes[1]) = (0x18, 0x20)
        case .hot: bytes[1] = 0x40
        case nil: break
        }
        say(bytes)
    }
}

/// A pseudo terminal: a character device whose other end is the test's to close.
public struct TestTerminal: Sendable {
    /// The test's end.
    public let master: Int32
    /// The device.
    public let path: String

    /// Opens a pair.
    public init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try SystemCallFailure.check(master, "open")
        var isLocked: Int32 = 0
        var number: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN, which unlockpt(3) and ptsname(3) wrap and Swift does not see.
        try SystemCallFailure.check(ioctl(master, 0x4004_5431, &isLocked), "ioctl")
        try SystemCallFailure.check(ioctl(master, 0x8004_5430, &number), "ioctl")
        path = "/dev/pts/\(number)"
    }
}
