internal import Glibc

extension VirtualReaderDaemon {
    /// Why tests with the virtual reader cannot run here.
    public enum Obstacle: Error, CustomStringConvertible {
        /// A program or driver is missing.
        case notInstalled(package: String)
        /// Only root may start pcscd.
        case notRoot
        /// Somebody else started a pcscd, which tests must not restart.
        case foreignDaemon

        /// The reason and the way out.
        public var description: String {
            switch self {
            case .notInstalled(let package): "apt-get install \(package)"
            case .notRoot: "run as root, who alone may start pcscd, or start pcscd yourself"
            case .foreignDaemon: "a pcscd runs that this process did not start: end it"
            }
        }
    }

    /// Why the tests cannot use the virtual readers, or nil.
    public static var obstacle: Obstacle? {
        guard access(DaemonProcess.driver, R_OK) == 0 else {
            return .notInstalled(package: "vsmartcard-vpcd")
        }
        if DaemonProcess.isForeignRunning { return nil }
        return restartObstacle
    }

    /// Why the tests cannot start and stop pcscd as they like, or nil.
    public static var restartObstacle: Obstacle? {
        guard access(DaemonProcess.program, X_OK) == 0 else {
            return .notInstalled(package: "pcscd")
        }
        guard access(DaemonProcess.driver, R_OK) == 0 else {
            return .notInstalled(package: "vsmartcard-vpcd")
        }
        if DaemonProcess.isForeignRunning { return .foreignDaemon }
        return getuid() == 0 ? nil : .notRoot
    }
}
