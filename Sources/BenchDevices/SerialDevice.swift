internal import CSystem
internal import Glibc

/// A pseudo-terminal as a serial device, and a symbolic link to the host's end of it.
public struct SerialDevice: Sendable {
    /// Where the link is.
    public let path: String
    /// Where the device reads and writes; no call on it waits.
    public let deviceEnd: Descriptor
    /// Stays open here too, or the line would be cut whenever a host closes it.
    private let hostEnd: Descriptor

    /// Makes it; an old link at the path is replaced.
    public init(linkedFrom path: String) throws(BenchDeviceError) {
        var number: Int32 = -1
        var device = [CChar](repeating: 0, count: 64)
        let code = prepaid_open_terminal(&number, &device, device.count)
        guard code == 0 else { throw .noSerialDevice(path, code: code) }
        let deviceEnd = Descriptor(number)
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
        deviceEnd.makeNonBlocking()
        (self.deviceEnd, self.hostEnd, self.path) = (deviceEnd, hostEnd, path)
    }

    /// Takes the link away.
    public func remove() { unlink(path) }
}
