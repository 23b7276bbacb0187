/// How a serial line is set: always eight bits, one stop bit.
public struct SerialSettings: Sendable, Hashable {
    /// Bits per second.
    public enum Speed: Int, Sendable, CaseIterable {
        /// What old printers come with, and all of ccTalk.
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

    /// How the device says that its buffer is full.
    public enum FlowControl: String, Sendable, CaseIterable {
        /// It does not; the driver paces itself.
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

    /// Takes the three; left out, they are what most printers come with.
    public init(
        speed: Speed = .baud9600,
        parity: Parity = .none,
        flowControl: FlowControl = .hardware
    ) {
        (self.speed, self.parity, self.flowControl) = (speed, parity, flowControl)
    }
}
