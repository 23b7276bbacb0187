public import SerialLines

/// Where a printer is.
public enum PrinterAddress: Sendable, Hashable {
    /// A file that jobs are added to.
    case file(path: String)
    /// A character device that needs no settings: a USB line printer (`/dev/usb/lp0`).
    case device(path: String)
    /// A serial port.
    case serial(path: String, SerialSettings)
    /// A network printer, usually port 9100.
    case tcp(host: String, port: UInt16)

    /// As errors name it.
    public var text: String {
        switch self {
        case .file(let path), .device(let path), .serial(let path, _): path
        case .tcp(let host, let port): "\(host):\(port)"
        }
    }
}
