// Fuzzing TARGET [libFuzzer's arguments]: feeds one door of the software with made-up bytes.
// Fuzzing seeds FOLDER: writes good inputs to begin with, a folder for each target.

import CFuzzer
import FoundationEssentials
import FuzzTargets
import Glibc

private let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
// nonisolated(unsafe): set once, before libFuzzer calls back on this same thread.
private nonisolated(unsafe) var chosen = FuzzTarget.batch

private func writeSeeds(to folder: String) throws {
    for target in FuzzTarget.allCases {
        let place = "\(folder)/\(target.rawValue)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for (index, seed) in try target.seeds().enumerated() {
            try Data(seed).write(to: URL(filePath: "\(place)/seed-\(index)"))
        }
    }
}

switch CommandLine.arguments.dropFirst().first {
case "seeds" where CommandLine.arguments.count == 3:
    try writeSeeds(to: CommandLine.arguments[2])
case let name? where FuzzTarget(rawValue: name) != nil:
    guard prepaid_fuzzer_is_linked() != 0 else {
        print("error: This build holds no libFuzzer. hint: Use `make fuzz`.")
        exit(1)
    }
    chosen = FuzzTarget(rawValue: name) ?? .batch
    // libFuzzer sees its own arguments alone, behind the program's name.
    var count = CommandLine.argc - 1
    CommandLine.unsafeArgv[1] = CommandLine.unsafeArgv[0]
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
        CommandLine.unsafeArgv + 1
    exit(
        prepaid_fuzzer_run(&count, &arguments) { start, count in
            chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
            return 0
        }
    )
default:
    print("usage: Fuzzing (\(names)) [libFuzzer's arguments] | seeds FOLDER")
    exit(2)
}
