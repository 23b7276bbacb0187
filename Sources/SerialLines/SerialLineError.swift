internal import Glibc

/// Why a serial line does not work.
public enum SerialLineError: Error, Sendable, Hashable {
    /// The system refused, with its error number.
    case failed(String, code: Int32)
    /// A file or a folder stands at the path.
    case notADevice(String)
    /// The line does not take the settings that the configuration asks for.
    case unsettable(String)
    /// It was there and is gone.
    case hungUp(String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .failed(let path, let code):
            "The serial line \(path) failed: \(String(cString: strerror(code)))."
        case .notADevice(let path): "\(path) is not a serial line."
        case .unsettable(let path):
            "\(path) does not take the speed, parity and flow control that are configured."
        case .hungUp(let path): "The serial line \(path) went away."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .failed(let path, EACCES), .failed(let path, EPERM):
            "Add the user to the group that owns \(path), usually dialout, and start anew."
        case .failed(let path, EBUSY): "Another program uses \(path): end it."
        case .failed, .hungUp: "Check the cable and the path in the configuration."
        case .notADevice, .unsettable: "Check the path in the configuration."
        }
    }
}
