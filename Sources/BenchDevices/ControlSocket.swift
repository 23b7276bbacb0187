internal import Glibc

/// The side of a control socket that gives the orders.
public enum ControlSocket {
    /// Says one line to the device at `path`; gives its answer, which begins with `ok`.
    @discardableResult
    public static func say(_ line: String, at path: String) throws(BenchDeviceError) -> String {
        let connection = Descriptor(
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        )
        let isConnected = try ListeningSocket.withAddress(of: path) {
            connect(connection.number, $0, $1)
        }
        guard isConnected == 0 else { throw .noControl(path, code: errno) }
        _ = connection.write(Array((line + "\n").utf8))
        var answer: [UInt8] = []
        while answer.last != 0x0A {
            guard let more = connection.read(atMost: 4096) else { continue }
            if more.isEmpty { throw .noControl(path, code: ECONNRESET) }
            answer += more
        }
        let text = String(decoding: answer.dropLast(), as: UTF8.self)
        guard text.hasPrefix("ok") else { throw .refused(text) }
        return text
    }
}
