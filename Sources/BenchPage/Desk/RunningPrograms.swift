public import Demonstration
internal import DeviceThreads

/// pcscd, ledger and kiosk: programs that stay, started and ended on a thread of their own.
public actor RunningPrograms {
    private nonisolated let thread = DeviceThread(name: "programs")
    /// Waiting for programs blocks.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// One of our programs that stay.
    public enum Name: String, Sendable, CaseIterable {
        /// The lobby's.
        case kiosk
        /// The office's.
        case ledger

        /// In the line that says that it is ready; its last word is where.
        fileprivate var readyText: String {
            switch self {
            case .kiosk: "is ready at http"
            case .ledger: "listens on http"
            }
        }
    }

    private let folder: WorkingFolder
    private var daemon: ChildProcess?
    private var running: [Name: ChildProcess] = [:]

    /// Nothing runs yet.
    public init(_ folder: WorkingFolder) { self.folder = folder }

    /// Makes sure that pcscd runs with the virtual readers.
    public func startReaderDaemon() throws { daemon = try folder.startReaderDaemon() }

    /// Starts a program that does not run, waits until it is ready, and gives its address.
    public func start(_ name: Name) throws -> String {
        let process = try folder.start(name.rawValue, folder.program(name.rawValue), ["run"])
        let line = try folder.line(name.readyText, from: process, name.rawValue)
        running[name] = process
        return Self.address(in: line)
    }

    /// Asks a program to end, and waits.
    public func stop(_ name: Name) { running.removeValue(forKey: name)?.stop() }

    /// Ends a program at once, as a power cut does.
    public func kill(_ name: Name) {
        let process = running.removeValue(forKey: name)
        process?.kill()
        process?.stop()
    }

    /// Whether a program runs.
    public func isRunning(_ name: Name) -> Bool { running[name]?.isRunning ?? false }

    /// Ends all that this one started.
    public func stopAll() {
        // The kiosk first: its last word goes to the ledger.
        for name in Name.allCases { stop(name) }
        daemon?.stop()
        daemon = nil
    }

    /// The word that begins with `http`, without the full stop of its sentence.
    private static func address(in line: String) -> String {
        let word = line.split(separator: " ").last { $0.hasPrefix("http") } ?? ""
        return String(word.hasSuffix(".") ? word.dropLast() : word)
    }
}
