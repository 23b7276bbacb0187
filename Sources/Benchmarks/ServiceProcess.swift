import Demonstration
import Glibc

/// A service of this package that is ready: `kiosk run` or `ledger run`.
struct ServiceProcess {
    let process: ChildProcess
    /// Where it answers.
    let address: String

    /// Starts a program that was built beside this one, and waits until it says where it listens.
    private init(_ program: String, _ configurationPath: String, until words: String) throws {
        process = try ChildProcess(
            "\(try Self.programFolder)/\(program)",
            ["run", "--config", configurationPath],
            folder: ".",
            errorsTo: configurationPath + ".log"
        )
        let line = try process.waitForLine(containing: words, timeoutMilliseconds: 30_000)
        guard let address = line.split(separator: words).last else {
            throw BenchmarkFailure.notReady(program)
        }
        self.address = String(address.hasSuffix(".") ? address.dropLast() : address)
    }

    static func kiosk(_ configurationPath: String) throws -> ServiceProcess {
        try ServiceProcess("kiosk", configurationPath, until: "is ready at ")
    }

    static func ledger(_ configurationPath: String) throws -> ServiceProcess {
        try ServiceProcess("ledger", configurationPath, until: "listens on ")
    }

    /// Runs `ledger verify` to its end; anything but a sound ledger is a failure.
    static func verify(_ configurationPath: String) throws {
        let process = try ChildProcess(
            "\(try programFolder)/ledger",
            ["verify", "--config", configurationPath],
            folder: ".",
            errorsTo: configurationPath + ".log"
        )
        let (status, output) = try process.finish(timeoutMilliseconds: 600_000)
        guard status == 0 else { throw BenchmarkFailure.refused(status: output) }
    }

    private static var programFolder: String {
        get throws {
            var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
            let count = readlink("/proc/self/exe", &path, path.count)
            guard count > 0 else {
                throw BenchmarkFailure.systemCall("readlink /proc/self/exe", errno: errno)
            }
            let program = String(decoding: path.prefix(count), as: UTF8.self)
            return String(program.prefix(upTo: program.lastIndex(of: "/") ?? program.endIndex))
        }
    }
}
