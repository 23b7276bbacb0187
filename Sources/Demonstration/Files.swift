internal import FoundationEssentials

/// A file's text; empty where there is none.
func contents(of path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
}

/// The newest file of a folder, by name.
func lastFile(in folder: String, suffix: String) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.max().map { "\(folder)/\($0)" }
}
