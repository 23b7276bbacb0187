import FoundationEssentials
import LobbySamples
import LobbyScreen
import Testing

/// Writes a folder in which a browser shows every screen: `index.html?snapshot=quote&language=en`.
@Suite(.timeLimit(.minutes(1)))
struct GalleryTests {
    private static let folder = ProcessInfo.processInfo.environment["SCREEN_GALLERY"]

    @Test(.enabled(if: folder != nil, "set SCREEN_GALLERY to a folder to look at the screens"))
    func `every screen can be looked at without a kiosk`() throws {
        let folder = try #require(Self.folder)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        for file in ScreenPage.files {
            try Data(file.bytes).write(to: URL(filePath: "\(folder)/\(file.name)"))
        }
        let page = try #require(ScreenPage.files.first { $0.name == "index.html" })
        let stand = "<script src=\"snapshots.js\"></script>\n<script src=\"gallery.js\"></script>\n"
        let html = String(decoding: page.bytes, as: UTF8.self)
            .replacing("</head>", with: stand + "</head>")
        try Data(html.utf8).write(to: URL(filePath: "\(folder)/index.html"))
        let script = try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Gallery/gallery.js")
        )
        try script.write(to: URL(filePath: "\(folder)/gallery.js"))
        try Data(Self.snapshots().utf8).write(to: URL(filePath: "\(folder)/snapshots.js"))
    }

    private static func snapshots() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var snapshots: [String: ScreenSnapshot] = [:]
        for (name, visitor) in EveryScreen.all {
            snapshots[name] = visitor.session.snapshot(revision: 1, at: visitor.moment)
        }
        let texts = ScreenPage.files.filter { $0.name.hasSuffix(".json") }
            .map { "\"\($0.name)\": \(String(decoding: $0.bytes, as: UTF8.self))" }
            .joined(separator: ", ")
        let json = String(decoding: try encoder.encode(snapshots), as: UTF8.self)
        return "window.gallery = {\"texts\": {\(texts)}, \"snapshots\": \(json)};\n"
    }
}
