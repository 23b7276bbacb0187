import Demonstration
import Glibc
import TestSupport

/// What the system says of a running process, from `/proc`.
struct ProcessFigures {
    let identifier: Int32

    /// What it has in memory, in bytes: the second field of `statm`, the VmRSS of `status`.
    func residentBytes() throws -> Int {
        try numbers([1], of: "statm")[0] * sysconf(Int32(_SC_PAGESIZE))
    }

    /// What it took of all processors since its start: the 14th and 15th field of `stat`; the two
    /// behind them are those of its children that have ended. The program's name, which stands before
    /// them in brackets, holds no blank here.
    func processorSeconds(withEndedChildren: Bool = false) throws -> Double {
        let fields = withEndedChildren ? [13, 14, 15, 16] : [13, 14]
        let ticks = try numbers(fields, of: "stat").reduce(0, +)
        return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func numbers(_ indexes: [Int], of name: String) throws -> [Int] {
        let path = "/proc/\(identifier)/\(name)"
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw BenchmarkFailure.systemCall("open \(path)", errno: errno) }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = read(file, &buffer, buffer.count)
        let fields = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(
            separator: " "
        )
        return try indexes.map { index in
            guard fields.count > index, let number = Int(fields[index]) else {
                throw BenchmarkFailure.systemCall("read \(path)", errno: 0)
            }
            return number
        }
    }
}

extension ChildProcess {
    /// What it has in memory, in bytes.
    func residentBytes() throws -> Int {
        try ProcessFigures(identifier: identifier).residentBytes()
    }

    /// What it took of all processors since its start.
    func processorSeconds() throws -> Double {
        try ProcessFigures(identifier: identifier).processorSeconds()
    }
}

extension PostgreSQLServer {
    /// What all its processes took since its start; one that ends meanwhile counts with its parent.
    func processorSeconds() throws -> Double {
        guard let server = processIdentifiers.first else { return 0 }
        let parent = try ProcessFigures(identifier: server)
            .processorSeconds(withEndedChildren: true)
        return processIdentifiers.dropFirst().reduce(parent) { sum, child in
            sum + ((try? ProcessFigures(identifier: child).processorSeconds()) ?? 0)
        }
    }
}
