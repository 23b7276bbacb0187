internal import FoundationEssentials
internal import Glibc

/// A folder of one test, removed when the test lets go of it.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Makes it.
    public init() {
        var template = Array("/tmp/prepaid-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "mkdtemp failed")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file in it, readable for its owner alone if asked.
    public func write(_ text: String, to name: String, isPrivate: Bool = false) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        if isPrivate { chmod(file(name), 0o600) }
    }

    /// A file's bytes.
    public func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: file(name))))
    }

    /// A file's text.
    public func text(of name: String) throws -> String {
        String(decoding: try bytes(of: name), as: UTF8.self)
    }
}
