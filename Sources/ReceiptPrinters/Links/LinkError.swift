internal import Glibc

/// Why bytes do not reach a printer.
public enum LinkError: Error, Sendable, Hashable {
    /// No device or folder of that name, or the printer is switched off.
    case missing(String)
    /// This user may not open it.
    case permissionDenied(String)
    /// It is there, but it is not what the configuration says: a device or a file.
    case wrongKind(String, expected: String)
    /// Somebody else prints.
    case busy(String)
    /// The network name has no address.
    case unknownHost(String)
    /// Nothing listens at that address, or the network does not lead there.
    case unreachable(String)
    /// The printer took no more bytes in the time it had.
    case timedOut(String, afterMilliseconds: Int)
    /// The printer went away.
    case disconnected(String)
    /// The disk is full.
    case noSpace(String)
    /// It sends without end, more than any printer has to say.
    case babbling(String)
    /// The line does not take the settings that the configuration asks for.
    case unsettable(String)
    /// Anything else the system says, with its error number.
    case system(String, code: Int32)

    /// The error for an `errno` value; `address` says where.
    init(errno code: Int32, address: String) {
        switch code {
        case ENOENT, ENXIO, ENODEV, ENOTDIR: self = .missing(address)
        case EACCES, EPERM, EROFS: self = .permissionDenied(address)
        case EBUSY: self = .busy(address)
        case EISDIR: self = .wrongKind(address, expected: "a file")
        case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN: self = .unreachable(address)
        case EPIPE, ECONNRESET, EIO: self = .disconnected(address)
        case ENOSPC, EDQUOT, EFBIG: self = .noSpace(address)
        default: self = .system(address, code: code)
        }
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .missing(let address): "There is no printer at \(address)."
        case .permissionDenied(let address): "This user may not write to \(address)."
        case .wrongKind(let address, let expected): "\(address) is not \(expected)."
        case .busy(let address): "The printer at \(address) is in use by another program."
        case .unknownHost(let address): "The name in \(address) has no network address."
        case .unreachable(let address): "No printer answers at \(address)."
        case .timedOut(let address, let milliseconds):
            "The printer at \(address) took no more data for \(milliseconds) ms."
        case .disconnected(let address): "The printer at \(address) went away."
        case .noSpace(let address): "There is no space left for \(address)."
        case .babbling(let address): "What is at \(address) sends without end."
        case .unsettable(let address):
            "\(address) does not take the speed, parity and flow control that are configured."
        case .system(let address, let code):
            "\(address) failed: \(String(cString: strerror(code)))."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .missing:
            "Check its cable and that it is switched on, then the path in the configuration."
        case .permissionDenied(let address):
            address.hasPrefix("/dev/")
                ? "Add the user to the group lp (serial ports: dialout) and start the kiosk anew."
                : "Check the owner and mode of the file and its folder."
        case .wrongKind: "Check the printer's kind and path in the configuration."
        case .busy: "End the other program; a print spooler may hold the device."
        case .unknownHost: "Check the name, or configure the printer's number address."
        case .unreachable: "Check the printer's network cable, its address and port 9100."
        case .timedOut:
            "Check paper, cover and the printer's lamp; it holds data when it cannot print."
        case .disconnected: "Check the cable and the power; the last receipt may be torn."
        case .noSpace: "Free space on the disk."
        case .babbling: "Check that it is a receipt printer, and the speed of a serial line."
        case .unsettable: "Check that it is a serial port, and its settings in the configuration."
        case .system: "See the operating system's log."
        }
    }
}
