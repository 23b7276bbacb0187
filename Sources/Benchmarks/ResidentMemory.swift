import Demonstration
import Glibc

extension ChildProcess {
    /// What it has in memory, in bytes: the second field of `/proc/PID/statm`, the VmRSS of `status`.
    func residentBytes() throws -> Int {
        let path = "/proc/\(identifier)/statm"
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw BenchmarkFailure.systemCall("open \(path)", errno: errno) }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(file, &buffer, buffer.count)
        let fields = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(
            separator: " "
        )
        guard fields.count > 1, let pages = Int(fields[1]) else {
            throw BenchmarkFailure.systemCall("read \(path)", errno: 0)
        }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
