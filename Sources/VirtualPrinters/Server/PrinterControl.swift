internal import Glibc

/// What can be said to a printer at its control socket: a line of text, answered by a line.
enum ControlRequest {
    case set(PrinterFault)
    case clear(PrinterFault)
    case clearAll
    case closeDrawer
    case powerCycle
    case status

    /// Nil for a line that says nothing known.
    init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch (words.first, words.count) {
        case ("set", 2):
            guard let fault = PrinterFault(words[1]) else { return nil }
            self = .set(fault)
        case ("clear", 2):
            // A number makes no difference where the fault goes away.
            let text = words[1] == "dies-after" ? "dies-after 0" : words[1]
            guard let fault = PrinterFault(text) else { return nil }
            self = .clear(fault)
        case ("clear", 1): self = .clearAll
        case ("close-drawer", 1): self = .closeDrawer
        case ("power-cycle", 1): self = .powerCycle
        case ("status", 1): self = .status
        default: return nil
        }
    }
}

/// The side of a control socket that gives the orders.
public enum PrinterControl {
    /// Says one line to the printer at `path`; gives its answer.
    ///
    /// Lines: `set FAULT`, `clear FAULT`, `clear`, `close-drawer`, `power-cycle`, `status`.
    @discardableResult
    public static func say(_ line: String, at path: String) throws(BenchPrinterError) -> String {
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
