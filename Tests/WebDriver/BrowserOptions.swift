internal import Glibc

/// How the browser is started.
enum BrowserOptions {
    /// Debian's packages `chromium` and `chromium-driver`.
    static let browser = "/usr/bin/chromium"
    static let driver = "/usr/bin/chromedriver"

    /// Features that ask servers of the browser's maker, or load models from there.
    private static let silencedFeatures = [
        "AutofillServerCommunication", "CertificateTransparencyComponentUpdater",
        "InterestFeedContentSuggestions", "MediaRouter", "NetworkTimeServiceQuerying",
        "OptimizationGuideModelDownloading", "OptimizationHints", "Translate",
    ]

    /// A port of this machine where nobody listens.
    private static let nowhere = "http://127.0.0.1:9/"

    /// Arguments of the browser.
    ///
    /// The last ones keep it silent: nothing of a test may depend on, or be seen by, another machine.
    /// Whom it asked all the same stands in `networkLog`.
    static func arguments(size: ScreenSize, profile: String, networkLog: String) -> [String] {
        var arguments = [
            "--headless=new", "--window-size=\(size.width),\(size.height)",
            "--force-device-scale-factor=1", "--disable-gpu", "--touch-events=enabled",
            // A container often has too little shared memory for pictures.
            "--disable-dev-shm-usage",
            // Pictures of one screen are the same every time.
            "--force-prefers-reduced-motion",
            "--autoplay-policy=no-user-gesture-required", "--user-data-dir=\(profile)",
            "--log-net-log=\(networkLog)", "--no-first-run", "--no-default-browser-check",
            "--disable-breakpad", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--disable-default-apps", "--disable-sync",
            "--disable-domain-reliability", "--disable-client-side-phishing-detection",
            "--disable-field-trial-config", "--metrics-recording-only", "--no-pings",
            "--disable-features=\(silencedFeatures.joined(separator: ","))",
            "--component-updater=url-source=\(nowhere)", "--gaia-url=\(nowhere)",
            "--google-apis-url=\(nowhere)",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ]
        // Its sandbox refuses to run as root, which is what a container of a build often is.
        if getuid() == 0 { arguments.append("--no-sandbox") }
        return arguments
    }
}

/// The body of a new session, W3C WebDriver, 8.1.
struct NewSession: Encodable {
    struct Capabilities: Encodable {
        let alwaysMatch: Wanted
    }

    struct Wanted: Encodable {
        let browserName = "chrome"
        let chromium: Chromium
        /// Warnings and errors of the page and of its policy come here.
        let logs = ["browser": "ALL"]

        enum CodingKeys: String, CodingKey {
            case browserName
            case chromium = "goog:chromeOptions"
            case logs = "goog:loggingPrefs"
        }
    }

    struct Chromium: Encodable {
        let binary: String
        let args: [String]
        /// Without these it opens the page of its search engine first.
        let prefs = Preferences()
    }

    struct Preferences: Encodable {
        private let afterStart = 4
        private let startPages = ["about:blank"]

        enum CodingKeys: String, CodingKey {
            case afterStart = "session.restore_on_startup"
            case startPages = "session.startup_urls"
        }
    }

    let capabilities: Capabilities

    init(_ arguments: [String]) {
        let chromium = Chromium(binary: BrowserOptions.browser, args: arguments)
        capabilities = Capabilities(alwaysMatch: Wanted(chromium: chromium))
    }
}
