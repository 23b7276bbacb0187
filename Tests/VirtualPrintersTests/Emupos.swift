import Foundation
import TestSupport
import Testing

/// A printer emulator that others wrote, as a process of its own.
///
/// `make judges` installs it; a machine without it skips the tests that need it, and says so.
final class Emupos {
    /// The interpreter that has it: that of the environment, or the one `make judges` installed.
    static let python: String? = existing(
        ProcessInfo.processInfo.environment["EMUPOS_PYTHON"],
        or: root + "/.build/judges/bin/python"
    )
    /// The program that adds Chinese to it.
    static let overlay: String? = existing(
        ProcessInfo.processInfo.environment["EMUPOS_OVERLAY"],
        or: root + "/../shared/tools/emupos_cjk.py"
    )
    static let absence: Comment =
        "emupos is missing: run 'make judges' with a Python of at least 3.13, or set EMUPOS_PYTHON and EMUPOS_OVERLAY"

    let port: UInt16
    private let folder = TemporaryFolder()
    private let process = Process()
    private let address: String

    init() async throws {
        port = try Loopback.freePort()
        let controlPort = try Loopback.freePort()
        address = "http://127.0.0.1:\(controlPort)"
        try folder.write(
            """
            schema: 1
            api: { host: 127.0.0.1, port: \(controlPort) }
            devices:
              - id: front
                type: printer
                profile: epson-tm-t20iii
                connections:
                  - tcp: { port: \(port) }
                receipts_dir: ./receipts
            """,
            to: "emupos.yaml"
        )
        try folder.write("", to: "log")
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [try #require(Self.overlay), "run"]
        process.currentDirectoryURL = URL(filePath: folder.path)
        let log = try FileHandle(forWritingTo: URL(filePath: folder.file("log")))
        process.standardOutput = log
        process.standardError = log
        try process.run()
        try await waitUntil("emupos listens", seconds: 60) {
            (try? Loopback.connect(to: self.port)).map { close($0) } != nil
        }
    }

    deinit { process.terminate() }

    /// Prints a job that ends with a cut; gives the picture's file.
    func print(_ job: [UInt8]) async throws -> String {
        let before = try receipts()
        let host = try RawHost(port: port)
        #expect(try host.ask(job + Job.askPaperInTurn) == [0x00])
        try await waitUntil("the receipt is kept") { try self.receipts().count > before.count }
        let new = try #require(Set(try receipts()).subtracting(before).first)
        return folder.file("receipts/\(new).png")
    }

    /// `set` or `clear`, and the name that it has for a fault.
    func fault(_ action: String, _ name: String) throws {
        let command = Process()
        let python = URL(filePath: try #require(Self.python))
        command.executableURL = python.deletingLastPathComponent().appending(path: "emupos")
        command.arguments = ["fault", action, "front", name]
        command.environment = ["EMUPOS_API": address]
        let output = Pipe()
        command.standardOutput = output
        try command.run()
        // Its output ends when it does.
        _ = output.fileHandleForReading.readDataToEndOfFile()
    }

    /// `ESC R 0`: the driver asks for the characters of ASCII, which some models have only then. It has
    /// no other ones, and does not know the command.
    private static let expectedComplaint = "unknown bytes 1b 52 00"

    /// What it has said of commands that it does not know and should.
    func complaints() throws -> [String] {
        try folder.text(of: "log").split(separator: "\n").map(String.init)
            .filter { $0.contains("unknown") && !$0.hasSuffix(Self.expectedComplaint) }
    }

    /// The names of the receipts that are whole: the description is written last.
    private func receipts() throws -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.file("receipts"))
        return (names ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    }

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private static func existing(_ named: String?, or standard: String) -> String? {
        [named, standard].compactMap(\.self).first { FileManager.default.fileExists(atPath: $0) }
    }
}

/// What zbarimg reads in a picture, such as `QR-Code:…`, sorted.
func readCodes(in file: String) throws -> [String] {
    let reader = Process()
    reader.executableURL = URL(filePath: "/usr/bin/zbarimg")
    reader.arguments = ["-q", file]
    let output = Pipe()
    reader.standardOutput = output
    reader.standardError = FileHandle.nullDevice
    try reader.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return text.split(separator: "\n").map(String.init).sorted()
}

private func waitUntil(
    _ description: String,
    seconds: Int = 20,
    _ isTrue: () throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !isTrue() {
        guard .now < end else { throw ConditionTimeout(description: "never: \(description)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
