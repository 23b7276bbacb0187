internal import Glibc

/// Disks that fail. Both change the process for good: use them in exit tests.
public enum FailingDisk {
    /// Gives this thread its own view of the mounts and puts a disk of 1 MiB at `path`. Needs root.
    public static func mountSmall(at path: String) throws {
        // Glibc declares unshare(2) only for _GNU_SOURCE, which Swift does not set.
        typealias Unshare = @convention(c) (Int32) -> Int32
        guard let symbol = dlsym(nil, "unshare") else {
            throw SystemCallFailure(call: "dlsym", code: ENOSYS)
        }
        let unshare = unsafeBitCast(symbol, to: Unshare.self)
        let newMountNamespace: Int32 = 0x0002_0000
        try SystemCallFailure.check(unshare(newMountNamespace), "unshare")
        let isolated = mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil)
        try SystemCallFailure.check(isolated, "mount")
        try SystemCallFailure.check(mount("none", path, "tmpfs", 0, "size=1m"), "mount")
    }

    /// Makes every write past so many bytes of a file fail with EFBIG.
    public static func limitFileSizes(bytes: UInt) {
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
        // RLIMIT_FSIZE, an anonymous enumeration that Swift does not import.
        setrlimit(__rlimit_resource_t(1), &limit)
    }
}
