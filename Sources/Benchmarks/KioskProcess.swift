import Demonstration
import Glibc

/// A `kiosk run` that is ready.
struct KioskProcess {
    let process: ChildProcess
    /// Where it answers.
    let address: String

    /// Starts the program that was built beside this one, and waits until it says it is ready.
    init(_ configurationPath: String) throws {
        var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count)
        let program = String(decoding: path.prefix(max(0, count)), as: UTF8.self)
        let folder = program.prefix(upTo: program.lastIndex(of: "/") ?? program.endIndex)
        process = try ChildProcess(
            "\(folder)/kiosk",
            ["run", "--config", configurationPath],
            folder: ".",
            errorsTo: configurationPath + ".log"
        )
        let line = try process.waitForLine(
            containing: "is ready at ",
            timeoutMilliseconds: 30_000
        )
        guard let address = line.split(separator: "is ready at ").last else {
            throw BenchmarkFailure.kioskNotReady
        }
        self.address = String(address.dropLast())
    }
}
