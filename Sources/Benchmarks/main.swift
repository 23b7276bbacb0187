// Benchmarks [NAME…]: measures all, or those that are named, and reports.

import Glibc

let wanted = CommandLine.arguments.dropFirst()
let known = Benchmark.all.map(\.name)
guard wanted.allSatisfy(known.contains) else {
    print("usage: Benchmarks [\(known.joined(separator: "|"))]")
    exit(2)
}
var rows: [Row] = []
for benchmark in Benchmark.all where wanted.isEmpty || wanted.contains(benchmark.name) {
    rows += try await benchmark.run()
}
let report = Report(rows: rows)
print(report.table)
try report.write()
