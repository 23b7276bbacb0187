import Glibc

let estate = try Estate(folder: "/dev/shm/prepaid-simulation-\(getpid())")
let first = UInt64(CommandLine.arguments.dropFirst().first ?? "1") ?? 1
let count = UInt64(CommandLine.arguments.dropFirst(2).first ?? "1") ?? 1
var counts = FaultCounts()
var sales = 0
for seed in first..<first + count {
    let report = await estate.day(seed, mutant: nil, isTold: getenv("TRACE") != nil)
    counts.add(report.counts)
    sales += report.sales
    if let violation = report.violation {
        print("seed \(seed) step \(report.step): \(violation.invariant): \(violation.detail)")
    }
}
for fault in Fault.allCases { print(fault.rawValue, counts[fault]) }
print("sales", sales)
