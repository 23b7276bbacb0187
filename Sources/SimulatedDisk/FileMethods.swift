internal import CSQLite

/// What SQLite keeps of an open file; its first word is that of `sqlite3_file`.
struct FileHandle {
    let methods: UnsafePointer<sqlite3_io_methods>?
    let file: Unmanaged<OpenFile>
}

/// An open file, and the memory that its connection shares with others of it: with nobody, here.
final class OpenFile {
    let disk: SimulatedDisk
    let name: String
    let generation: UInt64
    /// Whether its connection takes the disk to leave the bytes beside a torn write alone.
    let isPowersafe: Bool
    private var sharedRegions: [UnsafeMutableRawPointer] = []

    init(_ disk: SimulatedDisk, _ name: String, isPowersafe: Bool) {
        (self.disk, self.name, self.isPowersafe) = (disk, name, isPowersafe)
        generation = disk.open(name)
    }

    deinit { for region in sharedRegions { region.deallocate() } }

    func sharedRegion(_ index: Int, byteCount: Int) -> UnsafeMutableRawPointer {
        while sharedRegions.count <= index {
            let region = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
            region.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
            sharedRegions.append(region)
        }
        return sharedRegions[index]
    }
}

private func opened(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile {
    guard let handle = UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: FileHandle.self)
    else { preconditionFailure("SQLite calls a file's method without the file") }
    return handle.pointee.file.takeUnretainedValue()
}

// nonisolated(unsafe): written here once, and only read afterwards.
nonisolated(unsafe) let fileMethods: UnsafeMutablePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    var table = sqlite3_io_methods()
    table.iVersion = 2
    table.xClose = { file in
        UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: FileHandle.self).pointee.file
            .release()
        return SQLITE_OK
    }
    table.xRead = { file, bytes, count, offset in
        let target = UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))
        return opened(file).read(target, at: offset)
    }
    table.xWrite = { file, bytes, count, offset in
        opened(file).write(UnsafeRawBufferPointer(start: bytes, count: Int(count)), at: offset)
    }
    table.xTruncate = { file, size in opened(file).truncate(to: size) }
    table.xSync = { file, _ in opened(file).sync() }
    table.xFileSize = { file, size in
        guard let count = opened(file).size else { return IOFailure.status }
        size?.pointee = sqlite3_int64(count)
        return SQLITE_OK
    }
    table.xLock = { _, _ in SQLITE_OK }
    table.xUnlock = { _, _ in SQLITE_OK }
    table.xCheckReservedLock = { _, result in
        result?.pointee = 0
        return SQLITE_OK
    }
    table.xFileControl = { file, operation, value in
        guard operation == SQLITE_FCNTL_POWERSAFE_OVERWRITE else { return SQLITE_NOTFOUND }
        value?.assumingMemoryBound(to: Int32.self).pointee = opened(file).isPowersafe ? 1 : 0
        return SQLITE_OK
    }
    table.xSectorSize = { _ in 512 }
    // Without it padding follows a commit in the log, and one that finds no room is refused and there.
    table.xDeviceCharacteristics = { file in
        opened(file).isPowersafe ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0
    }
    table.xShmMap = { file, index, size, _, region in
        region?.pointee = opened(file).sharedRegion(Int(index), byteCount: Int(size))
        return SQLITE_OK
    }
    table.xShmLock = { _, _, _, _ in SQLITE_OK }
    table.xShmBarrier = { _ in }
    table.xShmUnmap = { _, _ in SQLITE_OK }
    methods.initialize(to: table)
    return methods
}()
