import FoundationEssentials
import Glibc

/// A folder of one test, removed when the test lets go of it.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/storage-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        precondition(made != nil, "mkdtemp failed")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func file(_ name: String) -> String { path + "/" + name }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        let result = stat(file(name), &status)
        precondition(result == 0, "no file \(name)")
        return status.st_mode & 0o777
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: file(name))))
    }

    /// For a child process that ends without telling its objects; deinit does it otherwise.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    deinit { remove() }
}
