internal import FoundationEssentials
internal import Glibc
internal import TestSupport

/// A chromedriver that this process started, with a folder for all that it and its browser write.
final class DriverProcess: Sendable {
    /// Where it listens.
    let address: String
    /// What the browser asked of the network, in the form of its net log.
    var networkLog: String { folder.file("network.json") }
    /// The browser's profile.
    var profile: String { folder.file("profile") }

    private let folder: TemporaryFolder
    private let shell: TetheredShell

    /// Starts it at a port that the system chooses.
    init() async throws(WebDriverError) {
        for path in [BrowserOptions.driver, BrowserOptions.browser]
        where access(path, X_OK) != 0 {
            throw .programMissing(path: path)
        }
        let folder = TemporaryFolder()
        let output = folder.file("chromedriver.log")
        let environment = "TMPDIR=\(folder.path) HOME=\(folder.path)"
        // A session of its own, so that its end is that of all browsers that it started.
        let script = """
            \(environment) setsid \(BrowserOptions.driver) --port=0 & pid=$!
            read line; kill -- -$pid; wait $pid
            """
        func said() -> String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
        do {
            shell = try TetheredShell(script, outputTo: output)
            try await waitUntil("chromedriver says its port", within: .seconds(30)) {
                Self.port(in: said()) != nil
            }
        } catch {
            throw .didNotStart(output: said())
        }
        guard let port = Self.port(in: said()) else { throw .didNotStart(output: said()) }
        address = "http://127.0.0.1:\(port)"
        self.folder = folder
    }

    /// Ends it and waits until it is gone.
    func end() async throws {
        shell.cut()
        try await waitUntil("chromedriver ends") { shell.isGone }
    }

    private static func port(in output: String) -> UInt16? {
        output.firstMatch(of: /successfully on port (\d+)/).flatMap { UInt16($0.output.1) }
    }
}
