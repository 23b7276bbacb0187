internal import CSystem
internal import Glibc

/// The printer's end of the line to the host.
///
/// Over TCP it serves one connection after the other, as real network printers do; a serial line
/// is always there.
struct PrinterLink {
    private enum Kind {
        case tcp(Descriptor)
        case serial(path: String, hostEnd: Descriptor)
    }

    private var kind: Kind
    /// Where bytes come and go; nil while nobody is connected.
    private(set) var connection: Descriptor?

    /// Where connections arrive, while there is none.
    var listener: Descriptor? {
        if case .tcp(let listener) = kind, connection == nil { listener } else { nil }
    }

    init(listener: Descriptor) { kind = .tcp(listener) }

    /// A pseudo-terminal; `path` becomes a symbolic link to the end for the host.
    init(serialDevice path: String) throws(BenchPrinterError) {
        let (printerEnd, hostEnd) = try Self.terminal(linkedFrom: path)
        kind = .serial(path: path, hostEnd: hostEnd)
        connection = printerEnd
    }

    /// Takes the connection that has arrived.
    mutating func acceptConnection() {
        guard let listener else { return }
        let number = prepaid_accept_cloexec(listener.number)
        guard number >= 0 else { return }
        connection = Descriptor(number)
        connection?.makeNonBlocking()
    }

    /// Hangs up. Whoever has a serial device open sees it vanish, and a new one is there.
    mutating func drop() throws(BenchPrinterError) {
        connection = nil
        if case .serial(let path, _) = kind { self = try PrinterLink(serialDevice: path) }
    }

    /// Takes away what was made for the host.
    func remove() {
        if case .serial(let path, _) = kind { unlink(path) }
    }

    /// The end for the host stays open here too, or the line would be cut whenever a host closes it.
    private static func terminal(
        linkedFrom path: String
    ) throws(BenchPrinterError) -> (printerEnd: Descriptor, hostEnd: Descriptor) {
        var number: Int32 = -1
        var device = [CChar](repeating: 0, count: 64)
        let code = prepaid_open_terminal(&number, &device, device.count)
        guard code == 0 else { throw .noSerialDevice(path, code: code) }
        let printerEnd = Descriptor(number)
        let name = String(
            decoding: device.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        let hostEnd = Descriptor(open(name, O_RDWR | O_NOCTTY | O_CLOEXEC))
        // Raw, or the terminal would echo and translate line ends.
        var settings = termios()
        guard tcgetattr(hostEnd.number, &settings) == 0 else {
            throw .noSerialDevice(path, code: errno)
        }
        cfmakeraw(&settings)
        tcsetattr(hostEnd.number, TCSANOW, &settings)
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { unlink(path) }
        guard symlink(name, path) == 0 else { throw .noSerialDevice(path, code: errno) }
        printerEnd.makeNonBlocking()
        return (printerEnd, hostEnd)
    }
}
