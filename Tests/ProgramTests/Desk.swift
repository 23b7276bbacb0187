import Demonstration
import DeviceThreads
import Foundation
import TestSupport
import Testing

/// How a program ended, and what it said.
struct Ended: Sendable {
    let status: Int32
    let output: String
    let errors: String
}

/// A folder with a kiosk's configuration and keys, and a thread that runs programs in it.
actor Desk {
    private nonisolated let thread = DeviceThread(name: "desk")
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    nonisolated let folder: URL
    private var running: [ChildProcess] = []
    private var commands = 0

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        for path in ["Config", "var/kiosk"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: path),
                withIntermediateDirectories: true
            )
        }
        for path in ["Config/ledger.json5", "Config/meter.json5", "Config/printers", "Receipts"] {
            try FileManager.default.copyItem(
                at: TestedPackage.folder.appending(path: path),
                to: folder.appending(path: path)
            )
        }
    }

    /// Runs a body with a desk of its own; what it started is ended and its folder removed.
    static func with(_ body: @Sendable (Desk) async throws -> Void) async throws {
        let desk = try Desk()
        do {
            try await desk.configure()
            _ = try await desk.expect(0, "kiosk", "keys", "new", "var/kiosk/keys.json5")
            try await body(desk)
            await desk.clear()
        } catch {
            await desk.clear()
            throw error
        }
    }

    private func clear() {
        while let process = running.popLast() { process.stop() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Writes the shipped configuration with lines replaced: what contains a key gets the value.
    ///
    /// By default receipts go to a file and nothing waits for cards.
    func configure(_ replacing: [String: String] = [:]) throws {
        var text = try String(
            contentsOf: TestedPackage.folder.appending(path: "Config/kiosk.json5"),
            encoding: .utf8
        )
        let defaults = [
            "sink: ": "sink: \"file:receipts.bin\",",
            "cardWaitMilliseconds: ": "cardWaitMilliseconds: 0,",
            "port: 8471": "port: 18471,", "address: ": "address: \"http://127.0.0.1:18470\",",
            "intervalSeconds: ": "intervalSeconds: 1,",
        ]
        for (key, line) in defaults.merging(replacing, uniquingKeysWith: { $1 }) {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let index = try #require(lines.firstIndex { $0.contains(key) }, "no line has \(key)")
            text = lines.enumerated().map { $0.offset == index ? line[...] : $0.element }
                .joined(separator: "\n")
        }
        try text.write(
            to: folder.appending(path: "Config/kiosk.json5"),
            atomically: true,
            encoding: .utf8
        )
    }

    /// Runs a program to its end. `settings` are variables of its environment, `NAME=value`.
    func run(
        _ program: String,
        _ arguments: [String],
        settings: [String] = []
    ) throws -> Ended {
        commands += 1
        let log = folder.appending(path: "errors-\(commands)")
        let process = try begin(program, arguments, settings: settings, errorsTo: log.path())
        let end = try process.finish(timeoutMilliseconds: 40_000)
        let errors = try String(contentsOf: log, encoding: .utf8)
        return Ended(status: end.status, output: end.output, errors: errors)
    }

    /// Runs a program that must end with a status; gives its output, or for a refusal its errors.
    @discardableResult
    func expect(
        _ status: Int32,
        _ program: String,
        _ arguments: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let ended = try run(program, arguments)
        #expect(
            ended.status == status,
            "\(program) \(arguments): \(ended.errors)",
            sourceLocation: sourceLocation
        )
        return status == 0 ? ended.output : ended.errors
    }

    /// Starts a program that stays, and waits for a line of it. `settings` are variables of its
    /// environment, `NAME=value`.
    @discardableResult
    func start(
        _ program: String,
        _ arguments: [String],
        settings: [String] = [],
        until line: String
    ) throws -> Int32 {
        try startTelling(program, arguments, settings: settings, until: line).process
    }

    /// The same, with time for one that starts others; gives the line too.
    func startTelling(
        _ program: String,
        _ arguments: [String],
        settings: [String] = [],
        until text: String,
        timeoutMilliseconds: Int = 15_000
    ) throws -> (process: Int32, line: String) {
        let process = try begin(program, arguments, settings: settings)
        running.append(process)
        do {
            let line = try process.waitForLine(
                containing: text,
                timeoutMilliseconds: timeoutMilliseconds
            )
            return (process.identifier, line)
        } catch {
            running.removeAll { $0 === process }
            process.stop()
            throw error
        }
    }

    private func begin(
        _ program: String,
        _ arguments: [String],
        settings: [String] = [],
        errorsTo log: String? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            "/usr/bin/env",
            settings + [TestedPackage.programs.appending(path: program).path()] + arguments,
            folder: folder.path(),
            errorsTo: log ?? folder.appending(path: "\(program).log").path()
        )
    }

    /// Runs a program to its end, and meanwhile ends one that stays, so much later, as `kill -9` does.
    func run(
        _ program: String,
        _ arguments: [String],
        killing victim: Int32,
        afterMilliseconds delay: Int
    ) throws -> Ended {
        let process = try begin(program, arguments)
        usleep(UInt32(delay) * 1_000)
        let index = try #require(running.firstIndex { $0.identifier == victim })
        let killed = running.remove(at: index)
        killed.kill()
        #expect(killed.stop() == -SIGKILL)
        let end = try process.finish(timeoutMilliseconds: 40_000)
        return Ended(status: end.status, output: end.output, errors: "")
    }

    /// Stops a program that stays; gives its exit status.
    func stop(_ identifier: Int32) -> Int32? {
        guard let index = running.firstIndex(where: { $0.identifier == identifier }) else {
            return nil
        }
        return running.remove(at: index).stop()
    }

    /// Waits for a program that was told to end; gives its exit status.
    func finish(_ identifier: Int32) throws -> Int32 {
        let index = try #require(running.firstIndex { $0.identifier == identifier })
        return try running.remove(at: index).finish(timeoutMilliseconds: 20_000).status
    }

    /// Puts a virtual card into a reader.
    func insertCard(
        _ image: String = "card.img",
        slot: Int = 1,
        options: [String] = []
    ) throws -> Int32 {
        try start(
            "bench",
            ["card", "--image", image, "--slot", String(slot)] + options,
            until: "is in slot"
        )
    }

    /// Gives the meter its part of the keys.
    func extractMeterKey() throws {
        try expect(
            0,
            "kiosk",
            "keys",
            "extract",
            "var/kiosk/keys.json5",
            "var/meter.keys",
            "--role",
            "meter"
        )
    }

    /// Issues the card that lies in the reader.
    func issueCard() throws {
        try expect(
            0,
            "kiosk",
            "card",
            "issue",
            "--customer",
            "100234",
            "--meter",
            "202400001234",
            "--utility",
            "electricity"
        )
    }
}
