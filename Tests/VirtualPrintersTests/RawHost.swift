import Glibc
import TestSupport

/// What a host's line refuses, with the errno value.
enum LineError: Error {
    case cannotOpen(Int32)
    case cannotSend(Int32)
}

/// The host's end of a line, which knows bytes and nothing of printing.
final class RawHost {
    private let descriptor: Int32

    init(port: UInt16) throws { descriptor = try Loopback.connect(to: port) }

    init(device path: String) throws {
        descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LineError.cannotOpen(errno) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = write(descriptor, Array(rest), rest.count)
            guard count > 0 else { throw LineError.cannotSend(errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// So many bytes; fewer when the line ended first.
    func receive(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let result = read(descriptor, &buffer, buffer.count)
            guard result > 0 else { break }
            bytes += buffer.prefix(result)
        }
        return bytes
    }

    /// Sends a question and waits for an answer of so many bytes.
    func ask(_ question: [UInt8], answer count: Int = 1) throws -> [UInt8] {
        try send(question)
        return receive(count)
    }

    /// Whether nothing arrives for a twentieth of a second, which is ten times what an answer takes.
    func isQuiet() -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 50) == 0
    }

    /// Says that nothing more comes, and waits until the printer has hung up.
    func finish() {
        shutdown(descriptor, Int32(SHUT_WR))
        while !receive(1).isEmpty {}
    }
}
