internal import Glibc

/// Files that only their owner may read, replaced as a whole.
public enum PrivateFile {
    /// Whether something stands at a path already.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes the bytes so that after a crash the path names the old content or the new, never a
    /// part.
    ///
    /// The bytes go to a new file with mode 0600 in the same folder; it is synced, renamed over the
    /// path, and the folder is synced. When the call returns, the content is on the disk.
    public static func write(_ bytes: [UInt8], to path: String) throws(PrivateFileError) {
        do throws(FileError) {
            let temporary = try writeTemporary(bytes, beside: path)
            guard rename(temporary, path) == 0 else {
                let error = FileError(errno: errno)
                unlink(temporary)
                throw error
            }
            try syncFolder(of: path)
        } catch {
            throw .cannotWrite(path: path, reason: error.reason)
        }
    }

    /// Wraps `mkstemp(3)`, which makes the file with mode 0600 under a name that nobody has.
    private static func writeTemporary(
        _ bytes: [UInt8],
        beside path: String
    ) throws(FileError) -> String {
        var template = Array((path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        let temporary = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        do throws(FileError) {
            defer { close(descriptor) }
            try writeAll(bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw FileError(errno: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        return temporary
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw FileError(errno: errno) }
            rest = rest.dropFirst(max(0, count))
        }
    }

    private static func syncFolder(of path: String) throws(FileError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(errno: errno) }
    }
}
