import Demonstration
import FoundationEssentials
import Glibc

/// What the numbers depend on besides the program.
struct Machine: CustomStringConvertible {
    let description: String

    /// Asks the system, and the compiler on the search path: a program does not know its own.
    init() throws {
        var system = utsname()
        uname(&system)
        let kernel = withUnsafeBytes(of: system.release) { release in
            String(decoding: release.prefix { $0 != 0 }, as: UTF8.self)
        }
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        description =
            "\(cores) cores, Linux \(kernel), \(try Self.compiler()), \(Self.configuration) build, "
            + "load \(Self.load())"
    }

    /// Processes that wanted to run during the last minute: above the number of cores, the slowest
    /// of a hundred times are the other programs'.
    private static func load() -> String {
        var average = 0.0
        getloadavg(&average, 1)
        let tenths = Int((average * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static let configuration = {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }()

    private static func compiler() throws -> String {
        let process = try ChildProcess(
            "swiftc",
            ["--version"],
            folder: "/",
            errorsTo: "/dev/null"
        )
        let output = try process.finish(timeoutMilliseconds: 10_000).output
        guard let version = output.split(separator: "Swift version ").last else {
            return "unknown Swift"
        }
        return "Swift " + version.prefix { $0 != " " }
    }
}
