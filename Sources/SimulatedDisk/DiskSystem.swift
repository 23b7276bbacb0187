internal import CSQLite
internal import Glibc
internal import Synchronization

// The layer between SQLite and simulated disks: an SQLite VFS (https://sqlite.org/vfs.html) that becomes
// the process's default, serves the files in folders where a disk is mounted, and passes all others on
// to the system's. One program uses a file at a time, so that its locks always succeed.

/// Where the disks are mounted.
enum DiskSystem {
    private static let disks = Mutex<[String: SimulatedDisk]>([:])

    static func mount(_ disk: SimulatedDisk, at folder: String) {
        _ = isRegistered
        disks.withLock { $0[folder] = disk }
    }

    static func unmount(_ folder: String) { _ = disks.withLock { $0.removeValue(forKey: folder) } }

    /// The disk of a path and the file's name on it.
    static func place(_ path: UnsafePointer<CChar>?) -> (disk: SimulatedDisk, name: String)? {
        guard let path else { return nil }
        let text = String(cString: path)
        guard let slash = text.lastIndex(of: "/"),
            let disk = disks.withLock({ $0[String(text[..<slash])] })
        else { return nil }
        return (disk, String(text[text.index(after: slash)...]))
    }

    private static let isRegistered: Bool = {
        guard let system = sqlite3_vfs_find(nil) else { preconditionFailure("SQLite has no VFS") }
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        layer.initialize(to: system.pointee)
        layer.pointee.pNext = nil
        layer.pointee.zName = UnsafePointer(strdup("simulated-disk"))
        layer.pointee.pAppData = UnsafeMutableRawPointer(system)
        layer.pointee.szOsFile = max(
            system.pointee.szOsFile,
            Int32(MemoryLayout<FileHandle>.size)
        )
        layer.pointee.xOpen = openFile
        layer.pointee.xDelete = deleteFile
        layer.pointee.xAccess = accessFile
        precondition(sqlite3_vfs_register(layer, 1) == SQLITE_OK, "sqlite3_vfs_register failed")
        return true
    }()
}

private func system(
    _ layer: UnsafeMutablePointer<sqlite3_vfs>?
) -> UnsafeMutablePointer<sqlite3_vfs>? {
    layer?.pointee.pAppData.map { $0.assumingMemoryBound(to: sqlite3_vfs.self) }
}

private func openFile(
    layer: UnsafeMutablePointer<sqlite3_vfs>?,
    path: sqlite3_filename?,
    file: UnsafeMutablePointer<sqlite3_file>?,
    flags: Int32,
    outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let (disk, name) = DiskSystem.place(path) else {
        return system(layer)?.pointee.xOpen(system(layer), path, file, flags, outFlags)
            ?? SQLITE_CANTOPEN
    }
    // The system's disks take it for given; here who wants it must say so.
    let isPowersafe =
        flags & SQLITE_OPEN_MAIN_DB != 0 && sqlite3_uri_boolean(path, "psow", 0) == 1
    let handle = UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: FileHandle.self)
    handle?.initialize(
        to: FileHandle(
            methods: UnsafePointer(fileMethods),
            file: Unmanaged.passRetained(OpenFile(disk, name, isPowersafe: isPowersafe))
        )
    )
    outFlags?.pointee = flags
    return SQLITE_OK
}

private func deleteFile(
    layer: UnsafeMutablePointer<sqlite3_vfs>?,
    path: UnsafePointer<CChar>?,
    syncsFolder: Int32
) -> Int32 {
    guard let (disk, name) = DiskSystem.place(path) else {
        return system(layer)?.pointee.xDelete(system(layer), path, syncsFolder) ?? SQLITE_IOERR
    }
    return disk.delete(name)
}

private func accessFile(
    layer: UnsafeMutablePointer<sqlite3_vfs>?,
    path: UnsafePointer<CChar>?,
    flags: Int32,
    result: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let (disk, name) = DiskSystem.place(path) else {
        return system(layer)?.pointee.xAccess(system(layer), path, flags, result) ?? SQLITE_IOERR
    }
    result?.pointee = disk.exists(name) ? 1 : 0
    return SQLITE_OK
}
