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

/// How a serial line is set: always eight bits, one stop bit.
public struct SerialSettings: Sendable, Hashable {
    /// Bits per second.
    public enum Speed: Int, Sendable, CaseIterable {
        /// What old printers come with.
        case baud9600 = 9_600
        /// Twice that.
        case baud19200 = 19_200
        /// Four times.
        case baud38400 = 38_400
        /// Six times.
        case baud57600 = 57_600
        /// What a picture needs.
        case baud115200 = 115_200
    }

    /// The check bit of each byte.
    public enum Parity: String, Sendable, CaseIterable {
        /// None.
        case none
        /// An even number of ones.
        case even
        /// An odd number of ones.
        case odd
    }

    /// How the printer says that its buffer is full.
    public enum FlowControl: String, Sendable, CaseIterable {
        /// It does not; the driver paces itself by the profile's bytes per second.
        case none
        /// By the lines RTS and CTS.
        case hardware
        /// By the bytes XON and XOFF.
        case software
    }

    /// Bits per second.
    public var speed: Speed
    /// The check bit.
    public var parity: Parity
    /// Flow control.
    public var flowControl: FlowControl

    /// Takes the three; the standard is what most printers come with.
    public init(
        speed: Speed = .baud9600,
        parity: Parity = .none,
        flowControl: FlowControl = .hardware
    ) {
        (self.speed, self.parity, self.flowControl) = (speed, parity, flowControl)
    }
}
