internal import Glibc
internal import SmartCards
internal import Synchronization

/// A pcscd that this process started, and that ends with it.
struct DaemonProcess {
    static let program = "/usr/sbin/pcscd"
    static let driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

    let readers: VirtualReaderDaemon.Readers

    /// Whether a pcscd answers that this process did not start.
    static var isForeignRunning: Bool {
        running.withLock { $0 == nil } && (try? CardReaders()) != nil
    }

    init(readers: VirtualReaderDaemon.Readers) throws {
        self.readers = readers
        let options = readers == .virtual ? "" : " --config /dev/null"
        let shell = try TetheredShell(
            "\(Self.program) --foreground\(options) & pid=$!; read line; kill $pid; wait $pid"
        )
        Self.running.withLock { $0 = shell }
        _ = Self.registerForExit
    }

    func end() async throws {
        try await waitUntil("pcscd ends") {
            Self.running.withLock { shell in
                shell?.cut()
                if shell?.isGone == true { shell = nil }
                return shell == nil
            }
        }
    }

    private static let running = Mutex<TetheredShell?>(nil)

    private static let registerForExit: Void = {
        _ = atexit { DaemonProcess.running.withLock { $0?.end() } }
    }()
}
