/// Where a job's bytes go.
public enum ReceiptSink: Sendable, Hashable {
    /// A file that jobs are added to.
    case file(path: String)
    /// A character device: a USB line printer (`/dev/usb/lp0`) or a serial port.
    case device(path: String)
    /// A network printer, usually port 9100.
    case tcp(host: String, port: UInt16)

    /// The sink as errors name it.
    public var address: String {
        switch self {
        case .file(let path), .device(let path): path
        case .tcp(let host, let port): "\(host):\(port)"
        }
    }
}
