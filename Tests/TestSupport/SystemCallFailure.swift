internal import Glibc

/// A system call failed while a test was set up.
public struct SystemCallFailure: Error, CustomStringConvertible {
    let call: String
    let code: Int32

    /// What failed and why.
    public var description: String { "\(call): \(String(cString: strerror(code)))" }

    static func check(_ result: Int32, _ call: String) throws {
        guard result >= 0 else { throw SystemCallFailure(call: call, code: errno) }
    }
}
