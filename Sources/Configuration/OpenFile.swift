internal import Glibc

/// A system call on a file that failed, or a file that is not what it must be.
struct FileError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
    init(errno: Int32) { reason = String(cString: strerror(errno)) }
}

/// A regular file that is open for reading.
///
/// Its mode and owner are asked of the open file, not of the path: between the two the path could
/// come to name another file.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    let mode: mode_t
    let owner: uid_t

    /// Wraps `open(2)` and `fstat(2)`.
    init(reading path: String) throws(FileError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError("it is not a regular file")
        }
        self.descriptor = descriptor
        mode = status.st_mode & 0o7777
        owner = status.st_uid
    }

    deinit { close(descriptor) }

    /// Wraps `read(2)` until the end.
    func readAll(limitBytes: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                guard errno == EINTR else { throw FileError(errno: errno) }
                continue
            }
            bytes += chunk[..<count]
            guard bytes.count <= limitBytes else {
                throw FileError("it is longer than \(limitBytes) bytes")
            }
        }
    }
}
