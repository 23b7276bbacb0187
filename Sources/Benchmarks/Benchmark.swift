/// One thing that is measured.
///
/// To add one, write a file with a value of this type and name it in `all`.
struct Benchmark: Sendable {
    /// What is given on the command line to run this one alone.
    let name: String
    let run: @Sendable () async throws -> [Row]

    static let all: [Benchmark] = [.apdu]
}

/// One measured number, with all that is needed to judge it.
struct Row: Codable, Sendable {
    let name: String
    let value: Double
    let unit: String
    /// How many single measurements the value stands for.
    let runs: Int
    let conditions: String
}
