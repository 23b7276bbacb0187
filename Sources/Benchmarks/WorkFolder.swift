import FoundationEssentials
import Glibc

/// A folder for one benchmark, removed with all that is in it.
struct WorkFolder: Sendable {
    let path: String

    /// Where such folders are made.
    enum Place: String, CaseIterable {
        /// On the disk that the package is on.
        case disk = ".build"
        /// In memory, where a flush costs nothing: what is left is the program's own work.
        case memory = "/dev/shm"

        /// For the name of a row.
        var words: String { self == .disk ? "on disk" : "in memory" }
    }

    /// Runs `body` with a new folder.
    static func temporary<Result>(
        on place: Place = .disk,
        _ body: (WorkFolder) async throws -> Result
    ) async throws -> Result {
        var template = Array((place.rawValue + "/benchmark.XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw BenchmarkFailure.systemCall("mkdtemp \(place.rawValue)", errno: errno)
        }
        let name = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: name) }
        return try await body(WorkFolder(path: FileManager.default.absolutePath(of: name)))
    }

    /// The path of a file in it.
    func file(_ name: String) -> String { "\(path)/\(name)" }
}

extension FileManager {
    fileprivate func absolutePath(of path: String) -> String {
        path.hasPrefix("/") ? path : "\(currentDirectoryPath)/\(path)"
    }
}
