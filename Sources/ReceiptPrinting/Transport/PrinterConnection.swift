internal import Glibc

/// An open way to a printer that only moves bytes; closed when it goes out of use.
///
/// Every call blocks, but not beyond its time: it belongs on a thread of its own.
struct PrinterConnection: ~Copyable {
    /// What became of a write.
    enum Written: Equatable {
        case all
        /// Some bytes may have reached the printer.
        case some(PrintError)
        /// The printer has seen none.
        case none(PrintError)
    }

    private let descriptor: Int32
    private let sink: ReceiptSink

    /// Opens the file, device or connection.
    init(to sink: ReceiptSink, timeoutMilliseconds: Int) throws(PrintError) {
        self.sink = sink
        descriptor =
            switch sink {
            case .file(let path): try Self.openFile(path)
            case .device(let path): try Self.openDevice(path)
            case .tcp(let host, let port):
                try TCPConnector(host: host, port: port, address: sink.address)
                    .connect(timeoutMilliseconds: timeoutMilliseconds)
            }
    }

    deinit { close(descriptor) }

    private static func openFile(_ path: String) throws(PrintError) -> Int32 {
        // Non-blocking, or a pipe of that name would hold us until somebody reads it.
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK
        let descriptor = open(path, flags, 0o640)
        guard descriptor >= 0 else { throw PrintError(errno: errno, address: path) }
        return try checkKind(of: descriptor, S_IFREG, expected: "a file", path)
    }

    /// Never creates a file: with the printer unplugged, receipts would pile up in `/dev`.
    private static func openDevice(_ path: String) throws(PrintError) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw PrintError(errno: errno, address: path) }
        let device = try checkKind(of: descriptor, S_IFCHR, expected: "a device", path)
        makeRaw(device)
        return device
    }

    private static func checkKind(
        of descriptor: Int32,
        _ kind: mode_t,
        expected: String,
        _ path: String
    ) throws(PrintError) -> Int32 {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == kind else {
            close(descriptor)
            throw .wrongKind(path, expected: expected)
        }
        return descriptor
    }

    /// A serial line must pass every byte as it is; `10 04` would end a line otherwise.
    private static func makeRaw(_ descriptor: Int32) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return }
        cfmakeraw(&settings)
        tcsetattr(descriptor, TCSANOW, &settings)
    }

    /// Writes all bytes, or says how far it came.
    func write(_ bytes: [UInt8], timeoutMilliseconds: Int) -> Written {
        let deadline = Deadline(afterMilliseconds: timeoutMilliseconds)
        var sent = 0
        func failed(_ error: PrintError) -> Written { sent == 0 ? .none(error) : .some(error) }
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send($0) }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                guard deadline.wait(for: POLLOUT, of: descriptor) else {
                    return failed(
                        .timedOut(sink.address, afterMilliseconds: timeoutMilliseconds)
                    )
                }
            } else if errno != EINTR {
                return failed(PrintError(errno: errno, address: sink.address))
            }
        }
        return .all
    }

    /// Sockets need `send(2)`, as writing to a closed one would end the program by a signal.
    private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch sink {
        case .tcp: Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        case .file, .device: Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    /// The next bytes from the printer; empty when none came in time or the printer is gone.
    ///
    /// After the deadline nothing is read, however much a printer gone mad keeps sending.
    func read(by deadline: Deadline) -> [UInt8] {
        while !deadline.isOver, deadline.wait(for: POLLIN, of: descriptor) {
            switch readWaiting() {
            case .bytes(let bytes): return bytes
            case .nothing: continue
            case .end: return []
            }
        }
        return []
    }

    private enum Waiting {
        case bytes([UInt8])
        case nothing
        case end
    }

    private func readWaiting() -> Waiting {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 { return .bytes(Array(buffer.prefix(count))) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .end
    }

    /// Throws away what a device still held for an earlier reader.
    func discardInput() {
        if case .file = sink { return }
        for _ in 0..<Self.staleReads {
            guard case .bytes = readWaiting() else { return }
        }
    }

    /// No driver keeps so much for a reader; a device that has more would never end.
    private static let staleReads = 64

    /// Waits until what was written has left this machine.
    ///
    /// A socket that is closed with answers unread throws the end of the job away; so our side is
    /// ended first and the printer's bytes are read until it ends its side too.
    func drain(timeoutMilliseconds: Int) -> PrintError? {
        switch sink {
        case .file:
            guard fsync(descriptor) == 0 else {
                return PrintError(errno: errno, address: sink.address)
            }
        case .device: break
        case .tcp:
            shutdown(descriptor, Int32(SHUT_WR))
            let deadline = Deadline(afterMilliseconds: timeoutMilliseconds)
            while !read(by: deadline).isEmpty {}
        }
        return nil
    }
}
