internal import Glibc
public import VirtualCard

/// The file that keeps a virtual card's memory from run to run.
///
/// Rules: the file is replaced, never changed: written beside, flushed, renamed, and the folder
/// flushed, so it holds the memory before or after a command and nothing between. Its holder has it
/// locked (`flock`); a successor is locked before it takes the name, so that one card is never in
/// two readers.
public final class CardImageFile {
    private let path: String
    /// The open and locked file.
    private var descriptor: Int32

    /// Opens the file, or makes it with the memory that `blank` gives.
    public init(
        path: String,
        blank: () -> CardMemory
    ) throws(CardImageFileError) {
        self.path = path
        while true {
            if let descriptor = try Self.openLocked(path) {
                self.descriptor = descriptor
                return
            }
            try Self.create(path, holding: blank().image)
        }
    }

    deinit {
        // A child that is being started at this moment may hold a copy of the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The memory as it was last saved.
    public func load() throws(CardImageFileError) -> CardMemory {
        let bytes = try readAll()
        do throws(CardImageError) {
            return try CardMemory(image: bytes)
        } catch {
            throw .unusable(path: path, error)
        }
    }

    /// Replaces the memory.
    ///
    /// On return it survives a loss of power.
    public func save(_ memory: CardMemory) throws(CardImageFileError) {
        let (new, name) = try Self.writeBeside(path, memory.image)
        guard flock(new, LOCK_EX | LOCK_NB) == 0, rename(name, path) == 0 else {
            let error = CardImageFileError.callFailed(name: "rename", path: path, errno: errno)
            unlink(name)
            close(new)
            throw error
        }
        close(descriptor)
        descriptor = new
        try Self.flushFolder(of: path)
    }

    /// Nil where no file has this name.
    private static func openLocked(_ path: String) throws(CardImageFileError) -> Int32? {
        while true {
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            if descriptor < 0, errno == ENOENT { return nil }
            guard descriptor >= 0 else { throw failure("open", path) }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                let number = errno
                close(descriptor)
                guard number == EWOULDBLOCK else {
                    throw .callFailed(name: "flock", path: path, errno: number)
                }
                throw .inUse(path: path)
            }
            // A file replaced between `open` and `flock` is not the card's any more.
            if hasName(path, descriptor) { return descriptor }
            close(descriptor)
        }
    }

    private static func hasName(_ path: String, _ descriptor: Int32) -> Bool {
        var (named, opened) = (stat(), stat())
        return stat(path, &named) == 0 && fstat(descriptor, &opened) == 0
            && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
    }

    /// Gives a complete file its name at once, unless another process was first.
    private static func create(
        _ path: String,
        holding image: [UInt8]
    ) throws(CardImageFileError) {
        let (descriptor, name) = try writeBeside(path, image)
        defer {
            unlink(name)
            close(descriptor)
        }
        guard link(name, path) == 0 || errno == EEXIST else { throw failure("link", path) }
        try flushFolder(of: path)
    }

    /// A new flushed file in the same folder, and its temporary name.
    private static func writeBeside(
        _ path: String,
        _ bytes: [UInt8]
    ) throws(CardImageFileError) -> (descriptor: Int32, name: String) {
        var template = Array((path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure("mkstemp", path) }
        let name = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        // A write that is only short, for want of room, does not set errno.
        errno = 0
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let error = CardImageFileError.callFailed(
                name: "write",
                path: path,
                errno: errno == 0 ? ENOSPC : errno
            )
            unlink(name)
            close(descriptor)
            throw error
        }
        return (descriptor, name)
    }

    private static func flushFolder(of path: String) throws(CardImageFileError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("fsync", folder) }
    }

    private func readAll() throws(CardImageFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, bytes.count)
            guard count >= 0 else { throw Self.failure("pread", path) }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    private static func failure(_ name: String, _ path: String) -> CardImageFileError {
        .callFailed(name: name, path: path, errno: errno)
    }
}
