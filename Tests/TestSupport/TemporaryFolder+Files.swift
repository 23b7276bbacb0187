internal import FoundationEssentials

extension TemporaryFolder {
    /// Removes it now: for a child process, which ends without telling its objects.
    public func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file in it.
    public func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
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
