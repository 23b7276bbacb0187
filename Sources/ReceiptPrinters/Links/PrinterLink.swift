internal import Glibc
internal import SerialLines

/// An open way to a printer that only moves bytes, and never waits.
///
/// It has one owner, the printer's thread, which closes it once.
final class PrinterLink {
    /// What became of a write.
    enum Written: Equatable {
        case bytes(Int)
        case blocked
        case failed(LinkError)
    }

    /// What there was to read.
    enum Found: Equatable {
        case bytes([UInt8])
        case nothing
        case failed(LinkError)
    }

    /// For `poll(2)`.
    let descriptor: Int32
    /// A connection that is not there yet: when it can be written, `finishConnecting` says how it went.
    private(set) var isConnecting = false
    /// It never says anything: a file, or a device that has only one direction.
    private(set) var isMute = false

    private let address: PrinterAddress
    private var isOpen = true

    /// The most that is read at once.
    private static let readLimitBytes = 4096

    /// Opens the file or device, or begins the connection.
    init(to address: PrinterAddress) throws(LinkError) {
        self.address = address
        switch address {
        case .file(let path):
            descriptor = try Self.openFile(path)
            isMute = true
        case .device(let path):
            descriptor = try Self.onSerialLine { () throws(SerialLineError) in
                try SerialLine.openDevice(path)
            }
            SerialLine.makeRaw(descriptor)
            tcflush(descriptor, TCIFLUSH)
        case .serial(let path, let settings):
            descriptor = try Self.onSerialLine { () throws(SerialLineError) in
                try SerialLine.open(path, settings)
            }
        case .tcp(let host, let port):
            descriptor = try TCPDialling.begin(host: host, port: port, text: address.text)
            isConnecting = true
        }
    }

    deinit { precondition(!isOpen, "a printer's link was dropped, not closed") }

    /// Says how a connection went, once it can be written.
    func finishConnecting() -> LinkError? {
        isConnecting = false
        return TCPDialling.result(of: descriptor, text: address.text)
    }

    /// Writes what the link takes now.
    func write(_ bytes: ArraySlice<UInt8>) -> Written {
        let count = bytes.withUnsafeBytes { bytes in
            switch address {
            // Writing to a closed socket would end the program by a signal.
            case .tcp: send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            case .file, .device, .serial:
                Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
        }
        if count >= 0 { return .bytes(count) }
        if errno == EAGAIN || errno == EINTR { return .blocked }
        return .failed(LinkError(errno: errno, address: address.text))
    }

    /// Reads what is there now.
    ///
    /// A device of one direction has always an end to read; it is not asked again. Of a terminal that
    /// was hung up `isHungUp` is told by `poll(2)`.
    func read(isHungUp: Bool) -> Found {
        var buffer = [UInt8](repeating: 0, count: Self.readLimitBytes)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 { return .bytes(Array(buffer.prefix(count))) }
        if count < 0, errno == EAGAIN || errno == EINTR, !isHungUp { return .nothing }
        switch address {
        case .device, .serial:
            if count < 0 && errno != EINVAL || isHungUp { return .failed(goneError(count)) }
            isMute = true
            return .nothing
        case .file, .tcp:
            return .failed(goneError(count))
        }
    }

    private func goneError(_ count: Int) -> LinkError {
        count < 0 && errno != EAGAIN
            ? LinkError(errno: errno, address: address.text) : .disconnected(address.text)
    }

    /// Closes at once and throws away what has not left yet: bytes of an abandoned job are nobody's.
    func abort() {
        switch address {
        case .tcp:
            var linger = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout.size(ofValue: linger))
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, size)
        case .device, .serial: tcflush(descriptor, TCIOFLUSH)
        case .file: break
        }
        close()
    }

    /// Closes after all bytes have left.
    ///
    /// A socket that is closed with answers unread throws its last bytes away; so our side is ended
    /// first, and the printer's bytes are read until it ends its side too, for at most a second.
    func finish() {
        if case .tcp = address, !isConnecting {
            shutdown(descriptor, Int32(SHUT_WR))
            var waiting = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            let end = ContinuousClock.now + .seconds(1)
            while ContinuousClock.now < end, poll(&waiting, 1, 100) >= 0 {
                if waiting[0].revents == 0 { continue }
                guard case .bytes = read(isHungUp: false) else { break }
            }
        }
        close()
    }

    private func close() {
        precondition(isOpen, "a printer's link was closed before")
        isOpen = false
        Glibc.close(descriptor)
    }
}

extension PrinterLink {
    /// Each write is on the disk when it returns: a receipt in a file counts as printed.
    private static func openFile(_ path: String) throws(LinkError) -> Int32 {
        // Non-blocking, or a pipe of that name would hold us until somebody reads it.
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_DSYNC
        let descriptor = open(path, flags, 0o640)
        guard descriptor >= 0 else { throw LinkError(errno: errno, address: path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            throw .wrongKind(path, expected: "a file")
        }
        return descriptor
    }

    private static func onSerialLine(
        _ open: () throws(SerialLineError) -> Int32
    ) throws(LinkError) -> Int32 {
        do throws(SerialLineError) {
            return try open()
        } catch {
            switch error {
            case .failed(let path, let code): throw LinkError(errno: code, address: path)
            case .notADevice(let path): throw .wrongKind(path, expected: "a device")
            case .unsettable(let path): throw .unsettable(path)
            case .hungUp(let path): throw .disconnected(path)
            }
        }
    }
}
