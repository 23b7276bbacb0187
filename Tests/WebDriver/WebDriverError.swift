public import WebClient

/// Why a browser did not do what a test asked of it.
public enum WebDriverError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A program that the tests need is not installed.
    case programMissing(path: String)
    /// chromedriver did not say its port; with what it said instead.
    case didNotStart(output: String)
    /// chromedriver did not answer.
    case noAnswer(WebClientError)
    /// It answered with an error of the protocol, such as `no such element`.
    case refused(code: String, message: String)
    /// It answered with something else than the protocol says.
    case unreadable(command: String, answer: String)
    /// The window cannot have this size.
    case windowSize(wanted: ScreenSize)
    /// Page or browser reached, or asked, another machine.
    case beyondLoopback([String])
    /// The browser left no readable log of whom it reached.
    case noNetworkLog

    /// What happened.
    public var sentence: String {
        switch self {
        case .programMissing(let path): "\(path) is not installed."
        case .didNotStart(let output): "chromedriver did not start. It said: \(output)"
        case .noAnswer(let error): "chromedriver does not answer. \(error.sentence)"
        case .refused(let code, let message): "The browser refused (\(code)): \(message)"
        case .unreadable(let command, let answer):
            "The answer to “\(command)” cannot be read: \(answer)"
        case .windowSize(let wanted): "The page does not become \(wanted) large."
        case .beyondLoopback(let places):
            "The browser went beyond this machine: \(places.joined(separator: ", "))."
        case .noNetworkLog: "The browser left no log of whom it reached."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .programMissing: "Install what the tests need: make deps."
        case .didNotStart, .noAnswer: "Start /usr/bin/chromedriver by hand and read what it says."
        case .refused: "Compare what the test looks for with the screenshot and the page."
        case .unreadable:
            "Compare the versions of chromium and chromium-driver: they must be equal."
        case .beyondLoopback:
            "Look for what the page names, and for a switch of this version of the browser."
        case .noNetworkLog: "Look whether the browser ended by itself before the test did."
        case .windowSize: "Choose a size that a window of this browser can have."
        }
    }

    /// Both, for a test's report.
    public var description: String { "\(sentence) hint: \(hint)" }
}
