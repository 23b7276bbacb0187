import FoundationEssentials
import Testing

/// Compares text with a file beside the tests. A file that is missing is written, and the run that
/// wrote it fails: somebody must read it first.
func expectGolden(
    _ text: String,
    in name: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    let file = folder.appending(path: name)
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        Issue.record("\(name) was recorded; read it", sourceLocation: sourceLocation)
        return
    }
    let difference = text.split(separator: "\n").difference(from: expected.split(separator: "\n"))
    #expect(difference.isEmpty, "\(name)", sourceLocation: sourceLocation)
    #expect(text == expected, sourceLocation: sourceLocation)
}
