internal import Configuration
internal import Glibc
public import Prepayment

/// The file that keeps a meter's memory from run to run.
///
/// Rules:
/// 1. It is replaced, never changed: after a crash it holds the memory before or after, and on
///    return from `save` it survives a loss of power.
/// 2. Who holds this object is alone with the meter. What is locked (`flock`) is `FILE.lock`, an
///    empty file beside it that stays: a lock on the file itself would go with each replacement.
/// 3. Nothing is cached: every `load` reads what is on the disk, so that after a save that failed
///    nobody goes on with a memory that may not be there.
public final class MeterImageFile {
    private let path: String
    private let lock: Int32

    /// Takes a meter that was made before. Throws `.noMeter`, `.inUse`, `.cannotLock`.
    public convenience init(path: String) throws(MeterError) {
        guard access(path, F_OK) == 0 || errno != ENOENT else { throw .noMeter(path: path) }
        try self.init(locking: path)
    }

    /// Makes a new meter. Throws `.meterExists` besides.
    public static func create(_ image: MeterImage, at path: String) throws(MeterError) {
        let file = try MeterImageFile(locking: path)
        guard access(path, F_OK) != 0 else { throw .meterExists(path: path) }
        try file.save(image)
    }

    /// Wraps `flock(2)`.
    private init(locking path: String) throws(MeterError) {
        let lockPath = path + ".lock"
        let lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw .cannotLock(path: lockPath, reason: String(cString: strerror(errno)))
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(lock)
            guard code == EWOULDBLOCK else {
                throw .cannotLock(path: lockPath, reason: String(cString: strerror(code)))
            }
            throw .inUse(path: path)
        }
        (self.path, self.lock) = (path, lock)
    }

    deinit {
        // A child that is being started at this moment may hold a copy of the descriptor.
        flock(lock, LOCK_UN)
        close(lock)
    }

    /// The memory as it was last saved.
    public func load() throws(MeterError) -> MeterImage { try Self.look(path) }

    /// The memory of a meter that another program may be running: a replaced file is always whole.
    public static func look(_ path: String) throws(MeterError) -> MeterImage {
        guard access(path, F_OK) == 0 || errno != ENOENT else { throw .noMeter(path: path) }
        let bytes: [UInt8]
        do { bytes = try SecretFile.read(path) } catch { throw .file(error) }
        do { return try MeterImage(bytes: bytes) } catch {
            throw .unreadable(path: path, error)
        }
    }

    /// Replaces the memory.
    public func save(_ image: MeterImage) throws(MeterError) {
        do { try PrivateFile.write(image.bytes, to: path) } catch { throw .file(error) }
    }
}

extension MeterImageFile {
    /// Uses up so many smallest units, or as many as the balance allows, at a moment of the meter's
    /// clock. Throws `.supplyCut` besides.
    public func consume(
        _ smallestUnits: Int64,
        at moment: WallTime
    ) throws(MeterError) -> Delivery {
        var image = try load()
        image.advance(to: moment)
        let delivery = try image.consume(smallestUnits)
        try save(image)
        return delivery
    }
}
