import Glibc
import TestSupport

/// The names of all threads of this process.
func threadNames() throws -> [String] {
    try entries(of: "/proc/self/task").compactMap { task in
        // A thread may end between listing and reading.
        guard let file = fopen("/proc/self/task/\(task)/comm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        return String(decoding: line.prefix { $0 != 10 && $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }
}

/// How many sockets to pcscd this process has open.
func openSocketCount() throws -> Int {
    try entries(of: "/proc/self/fd").filter { descriptor in
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(Int32(descriptor) ?? -1, $0, &length)
            }
        }
        guard result == 0, address.sun_family == AF_UNIX else { return false }
        let path = withUnsafeBytes(of: address.sun_path) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return path.hasSuffix("pcscd.comm")
    }.count
}

private func entries(of folder: String) throws -> [String] {
    guard let directory = opendir(folder) else { throw ConditionTimeout(description: folder) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names
}
