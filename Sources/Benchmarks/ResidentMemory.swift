import Demonstration
import Glibc

extension ChildProcess {
    /// What it has in memory, in bytes: the second field of `/proc/PID/statm`, the VmRSS of `status`.
    func residentBytes() throws -> Int {
        try number(1, of: "statm") * sysconf(Int32(_SC_PAGESIZE))
    }

    /// What it took of all processors since its start: the 14th and 15th field of `/proc/PID/stat`.
    /// The program's name, which stands before them in brackets, holds no blank here.
    func processorSeconds() throws -> Double {
        let ticks = try number(13, of: "stat") + number(14, of: "stat")
        return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func number(_ index: Int, of name: String) throws -> Int {
        let path = "/proc/\(identifier)/\(name)"
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw BenchmarkFailure.systemCall("open \(path)", errno: errno) }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = read(file, &buffer, buffer.count)
        let fields = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(
            separator: " "
        )
        guard fields.count > index, let number = Int(fields[index]) else {
            throw BenchmarkFailure.systemCall("read \(path)", errno: 0)
        }
        return number
    }
}
