internal import BenchDevices
internal import Glibc

/// The printer's end of the line to the host.
///
/// Over TCP it serves one connection after the other, as real network printers do; a serial line
/// is always there.
struct PrinterLink {
    private enum Kind {
        case tcp(Descriptor)
        case serial(SerialDevice)
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
    init(serialDevice path: String) throws(BenchDeviceError) {
        let device = try SerialDevice(linkedFrom: path)
        kind = .serial(device)
        connection = device.deviceEnd
    }

    /// Takes the connection that has arrived.
    mutating func acceptConnection() {
        guard let arrived = listener?.acceptConnection() else { return }
        connection = arrived
    }

    /// Hangs up. Whoever has a serial device open sees it vanish, and a new one is there.
    mutating func drop() throws(BenchDeviceError) {
        connection = nil
        if case .serial(let device) = kind { self = try PrinterLink(serialDevice: device.path) }
    }

    /// Takes away what was made for the host.
    func remove() {
        if case .serial(let device) = kind { device.remove() }
    }
}
