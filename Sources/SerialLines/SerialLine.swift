internal import Glibc

/// Opens and sets up terminals, which serial ports are to the system. Whoever gets a descriptor owns it.
public enum SerialLine {
    /// Opens a serial port for this program alone and sets it: what it still held for an earlier reader is
    /// thrown away. Two readers of one line would each get a part of what the device says.
    public static func open(
        _ path: String,
        _ settings: SerialSettings
    ) throws(SerialLineError) -> Int32 {
        let descriptor = try openDevice(path)
        do throws(SerialLineError) {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw .failed(path, code: EBUSY)
            }
            try set(descriptor, settings, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        tcflush(descriptor, TCIFLUSH)
        return descriptor
    }

    /// Opens a character device for both directions; no call on it waits.
    ///
    /// Never creates a file: with the device unplugged, bytes would pile up in `/dev`.
    public static func openDevice(_ path: String) throws(SerialLineError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .failed(path, code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else {
            close(descriptor)
            throw .notADevice(path)
        }
        return descriptor
    }

    /// Passes every byte as it is: `10 04` would end a line otherwise. Does nothing where the device
    /// is no terminal.
    public static func makeRaw(_ descriptor: Int32) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return }
        cfmakeraw(&settings)
        tcsetattr(descriptor, TCSANOW, &settings)
    }

    /// Sets speed, parity and flow control, and looks whether the line took them: `tcsetattr(3)` calls
    /// it a success when it took any of them.
    public static func set(
        _ descriptor: Int32,
        _ wanted: SerialSettings,
        path: String
    ) throws(SerialLineError) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { throw .unsettable(path) }
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
        settings.c_cflag &= ~(tcflag_t(CSTOPB | PARENB | PARODD) | tcflag_t(CRTSCTS))
        switch wanted.parity {
        case .none: break
        case .even: settings.c_cflag |= tcflag_t(PARENB)
        case .odd: settings.c_cflag |= tcflag_t(PARENB | PARODD)
        }
        switch wanted.flowControl {
        case .none: break
        case .hardware: settings.c_cflag |= tcflag_t(CRTSCTS)
        case .software: settings.c_iflag |= tcflag_t(IXON | IXOFF)
        }
        let speed = Self.constant(wanted.speed)
        cfsetspeed(&settings, speed)
        var taken = termios()
        guard tcsetattr(descriptor, TCSANOW, &settings) == 0,
            tcgetattr(descriptor, &taken) == 0,
            cfgetospeed(&taken) == speed,
            (taken.c_cflag ^ settings.c_cflag) & Self.compared == 0,
            (taken.c_iflag ^ settings.c_iflag) & tcflag_t(IXON | IXOFF) == 0
        else { throw .unsettable(path) }
    }

    /// Parity is left out: a pseudo terminal keeps none, and a port without it shows in garbage.
    private static let compared = tcflag_t(CSTOPB) | tcflag_t(CRTSCTS)

    private static func constant(_ speed: SerialSettings.Speed) -> speed_t {
        switch speed {
        case .baud9600: speed_t(B9600)
        case .baud19200: speed_t(B19200)
        case .baud38400: speed_t(B38400)
        case .baud57600: speed_t(B57600)
        case .baud115200: speed_t(B115200)
        }
    }
}
