internal import Glibc

/// Why a virtual device cannot work.
public enum BenchDeviceError: Error, Sendable, Hashable {
    /// The port cannot be listened at.
    case cannotListen(UInt16, code: Int32)
    /// The control socket cannot be made, or reached.
    case noControl(String, code: Int32)
    /// The serial device cannot be made.
    case noSerialDevice(String, code: Int32)
    /// What the device makes cannot be kept.
    case cannotWrite(String, code: Int32)
    /// The device does not take what it was told.
    case refused(String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .cannotListen(let port, let code):
            "Port \(port) cannot be listened at: \(String(cString: strerror(code)))."
        case .noControl(let path, let code):
            "The control socket \(path) is not there: \(String(cString: strerror(code)))."
        case .noSerialDevice(let path, let code):
            "The serial device \(path) cannot be made: \(String(cString: strerror(code)))."
        case .cannotWrite(let path, let code):
            "\(path) cannot be written: \(String(cString: strerror(code)))."
        case .refused(let answer): "The device answered: \(answer)."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .cannotListen: "End the program that holds the port, or give --port 0 for a free one."
        case .noControl: "Give the --control of a virtual device that runs, in a folder of yours."
        case .noSerialDevice: "Give another --pty, in a folder where this user may write."
        case .cannotWrite: "Give another --directory, or make it writable for this user."
        case .refused: "Say what the device knows; the help of its command names it."
        }
    }
}
