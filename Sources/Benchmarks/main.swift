// Benchmarks [NAME…]: measures those that are named, or all but the longest, and reports.

import Glibc
import TestSupport

let wanted = CommandLine.arguments.dropFirst()
let known = Benchmark.all.map(\.name)
guard wanted.allSatisfy(known.contains) else {
    print("usage: Benchmarks [\(known.joined(separator: "|"))]")
    exit(2)
}
let machine = try Machine()
var rows: [Row] = []
for benchmark in Benchmark.all
where wanted.isEmpty ? !benchmark.isOnlyByName : wanted.contains(benchmark.name) {
    do {
        rows += try await benchmark.run()
    } catch let obstacle as VirtualReaderDaemon.Obstacle {
        print("\(benchmark.name) was not measured: \(obstacle)")
    }
}
let report = Report(rows: rows, machine: machine)
print(report.table)
try report.write()
