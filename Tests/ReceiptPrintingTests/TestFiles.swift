import Foundation
import Testing

/// The folders that the tests read.
enum TestFiles {
    /// The folder of these tests.
    static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    /// The root of the package.
    static let package = tests.deletingLastPathComponent().deletingLastPathComponent()

    /// Compares with a file of `Golden`; a missing one is written, and the test fails that once.
    static func expectGolden(
        _ actual: String,
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = tests.appending(path: "Golden/\(name)")
        guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
            try Data(actual.utf8).write(to: file)
            Issue.record(
                "recorded \(name): look at it, then run again",
                sourceLocation: sourceLocation
            )
            return
        }
        guard actual != golden else { return }
        Issue.record("\(name):\n\(difference(golden, actual))", sourceLocation: sourceLocation)
    }

    /// The first lines that differ, for reading.
    static func difference(_ expected: String, _ actual: String) -> String {
        let expected = expected.components(separatedBy: "\n")
        let actual = actual.components(separatedBy: "\n")
        var lines: [String] = []
        for index in 0..<max(expected.count, actual.count) {
            let left = index < expected.count ? "[\(expected[index])]" : "nothing"
            let right = index < actual.count ? "[\(actual[index])]" : "nothing"
            if left != right { lines.append("line \(index + 1):\n  - \(left)\n  + \(right)") }
        }
        return lines.prefix(8).joined(separator: "\n")
    }
}
