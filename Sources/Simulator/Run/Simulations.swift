import CommandLineTool
import FoundationEssentials
import Glibc

/// What went wrong, for whoever started the program.
struct SimulationFailure: Error, Explained {
    let sentence: String
    let hint: String
}

/// The commands of the simulator.
enum Simulations {
    static let program = Program(
        Command(
            "simulator",
            "Lives days of a whole estate, each from a seed, with every fault that there is.",
            commands: [days, mutants]
        ),
        version: "0.1.0"
    )

    /// From so many days on every fault must have happened.
    private static let daysForEveryFault: UInt64 = 200

    private static let days = Command(
        "days",
        "Lives days and checks every invariant.",
        Parameter.defaulted("--seeds", .number, to: "1", "how many days"),
        Parameter.defaulted("--seed", .number, to: "1", "the first day's seed"),
        Parameter.flag("--story", "tell what happens")
    ) { console, count, seed, isTold in
        try await withEstate { estate in
            if isTold { _ = await estate.day(seed, isTold: true) }
            let start = ContinuousClock.now
            let result = await SeedRun(estate: estate).live(from: seed, count: count)
            console.print(RunReport(result, took: start.duration(to: .now)).text)
            if let broken = result.broken, let violation = broken.violation {
                throw SimulationFailure(
                    sentence: """
                        Seed \(broken.seed), step \(broken.step): \
                        \(violation.invariant.rawValue) does not hold. \(violation.detail)
                        """,
                    hint: "make simulate SEED=\(broken.seed) STORY=1"
                )
            }
            guard count >= daysForEveryFault else { return }
            let unused = Fault.allCases.filter { result.counts[$0] == 0 }
            guard unused.isEmpty else {
                throw SimulationFailure(
                    sentence: "Never happened: \(unused.map(\.rawValue).joined(separator: ", ")).",
                    hint: "What does not happen proves nothing; see Simulator/World/Day.swift."
                )
            }
        }
    }

    private static let mutants = Command(
        "mutants",
        "Breaks the estate in every way that is known; each must be noticed.",
        Parameter.defaulted("--seeds", .number, to: "500", "how many days each may live"),
        Parameter.defaulted("--seed", .number, to: "1", "the first day's seed")
    ) { console, count, seed in
        try await withEstate { estate in
            var survivors: [Mutant] = []
            for mutant in Mutant.allCases {
                let run = SeedRun(estate: estate, mutant: mutant)
                let result = await run.live(from: seed, count: count)
                if let broken = result.broken, let violation = broken.violation {
                    let name = mutant.rawValue
                    let gap = String(repeating: " ", count: max(1, 34 - name.count))
                    let invariant = violation.invariant.rawValue
                    console.print("\(name)\(gap)seed \(broken.seed)  \(invariant)")
                } else {
                    console.print("\(mutant.rawValue) SURVIVES")
                    survivors.append(mutant)
                }
            }
            guard survivors.isEmpty else {
                throw SimulationFailure(
                    sentence: "\(survivors.count) mutants were not noticed.",
                    hint: "An invariant is missing; see Simulator/Run/Invariant.swift."
                )
            }
        }
    }

    /// Makes an estate in memory, where there is a file system in memory, and removes it.
    private static func withEstate(_ body: (Estate) async throws -> Void) async throws {
        let shared = "/dev/shm"
        let base = access(shared, W_OK) == 0 ? shared : FileManager.default.temporaryDirectory.path
        let folder = "\(base)/prepaid-simulation-\(10_000_000 + Int(getpid()))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(try Estate(folder: folder))
    }
}

extension ValueFormat<UInt64> {
    fileprivate static var number: Self {
        ValueFormat("N", expectation: "a whole number") { UInt64($0) }
    }
}
