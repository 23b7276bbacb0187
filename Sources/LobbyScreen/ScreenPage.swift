/// The page: files that the kiosk serves under one folder, such as `/screen/`.
///
/// Beside them it asks for `events` (server-sent events) and posts to `actions`, in the same folder.
/// It names no other host, and has no script or style inside its HTML, so that this policy holds:
/// `ScreenPage.contentSecurityPolicy`.
public enum ScreenPage {
    /// A file of the page.
    public struct File: Sendable {
        /// Its name in the folder; the first one is shown for the folder itself.
        public let name: String
        /// With its character set.
        public let contentType: String
        /// What it says.
        public let bytes: [UInt8]
    }

    /// Sent with every file.
    public static let contentSecurityPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    /// The languages that the page has texts in.
    public static let languages = ["zh", "en"]

    /// All files.
    public static let files: [File] = [
        File("index.html", "text/html", PackageResources.index_html),
        File("screen.css", "text/css", PackageResources.screen_css),
        File("text.js", "text/javascript", PackageResources.text_js),
        File("drawing.js", "text/javascript", PackageResources.drawing_js),
        File("screens.js", "text/javascript", PackageResources.screens_js),
        File("screen.js", "text/javascript", PackageResources.screen_js),
        File("zh.json", "application/json", PackageResources.zh_json),
        File("en.json", "application/json", PackageResources.en_json),
    ]
}

extension ScreenPage.File {
    fileprivate init(_ name: String, _ type: String, _ bytes: [UInt8]) {
        (self.name, self.bytes) = (name, bytes)
        contentType = type + "; charset=utf-8"
    }
}
