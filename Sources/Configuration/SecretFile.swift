internal import Glibc

/// Files with keys and passwords.
public enum SecretFile {
    /// No secret is longer than this.
    public static let sizeLimitBytes = 64 * 1024

    /// Reads a regular file that is this user's and has mode 0600 or 0400.
    public static func read(_ path: String) throws(PrivateFileError) -> [UInt8] {
        let file = try mapping(path) { () throws(FileError) in try OpenFile(reading: path) }
        guard file.owner == geteuid() else {
            throw .foreignOwner(path: path, owner: file.owner, user: geteuid())
        }
        guard [0o600, 0o400].contains(file.mode) else {
            throw .openToOthers(path: path, mode: file.mode)
        }
        return try mapping(path) { () throws(FileError) in
            try file.readAll(limitBytes: sizeLimitBytes)
        }
    }

    private static func mapping<Result: ~Copyable>(
        _ path: String,
        _ body: () throws(FileError) -> Result
    ) throws(PrivateFileError) -> Result {
        do throws(FileError) {
            return try body()
        } catch {
            throw .cannotRead(path: path, reason: error.reason)
        }
    }
}
