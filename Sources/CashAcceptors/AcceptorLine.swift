internal import Glibc
internal import SerialLines

/// The open serial line to an acceptor. It has one owner, the acceptor's thread, which closes it once.
final class AcceptorLine {
    /// For `poll(2)`.
    let descriptor: Int32
    private let path: String
    private var isOpen = true

    init(_ path: String) throws(SerialLineError) {
        descriptor = try SerialLine.open(path, SerialSettings(flowControl: .none))
        self.path = path
    }

    deinit { precondition(!isOpen, "an acceptor's line was dropped, not closed") }

    /// Writes a frame. What does not fit at once is lost, and the frame with it: no answer will come.
    func write(_ bytes: [UInt8]) throws(SerialLineError) {
        guard Glibc.write(descriptor, bytes, bytes.count) < 0 else { return }
        if errno == EAGAIN || errno == EINTR { return }
        throw .failed(path, code: errno)
    }

    /// Reads what is there now.
    func read(isHungUp: Bool) throws(SerialLineError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 { return Array(buffer.prefix(count)) }
        if count < 0, errno == EAGAIN || errno == EINTR, !isHungUp { return [] }
        throw .hungUp(path)
    }

    /// What is still on its way answers nobody's question now.
    func discardInput() { tcflush(descriptor, TCIFLUSH) }

    func close() {
        precondition(isOpen, "an acceptor's line was closed before")
        isOpen = false
        Glibc.close(descriptor)
    }
}
