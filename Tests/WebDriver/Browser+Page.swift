internal import FoundationEssentials
internal import TestSupport
internal import WebClient

/// Something on the page that can be touched or read.
public struct PageElement: Hashable, Sendable, Codable {
    let identifier: String

    enum CodingKeys: String, CodingKey {
        // The protocol's own name for it (11).
        case identifier = "element-6066-11e4-a52e-4f735466cecf"
    }
}

/// What the page or the browser complained of.
public struct ConsoleMessage: Hashable, Sendable, Decodable {
    /// SEVERE, WARNING, INFO.
    public let level: String
    /// javascript, network, security, console-api …
    public let source: String
    /// What it says.
    public let message: String
}

extension Browser {
    /// Goes to an address and waits until the page is loaded.
    public func open(_ address: String) async throws(WebDriverError) {
        try await command(.post, "/url", ["url": address])
    }

    /// Loads the page anew.
    public func reload() async throws(WebDriverError) { try await command(.post, "/refresh") }

    /// All that fit a CSS selector, in the order of the page.
    public func all(_ selector: String) async throws(WebDriverError) -> [PageElement] {
        let wanted = ["using": "css selector", "value": selector]
        return try await command(.post, "/elements", wanted, for: [PageElement].self)
    }

    /// The first that fits a CSS selector; throws `refused` where none does.
    public func first(_ selector: String) async throws(WebDriverError) -> PageElement {
        let wanted = ["using": "css selector", "value": selector]
        return try await command(.post, "/element", wanted, for: PageElement.self)
    }

    /// Its text, as far as it can be seen.
    public func text(of element: PageElement) async throws(WebDriverError) -> String {
        try await command(.get, "/element/\(element.identifier)/text", for: String.self)
    }

    /// Puts a finger on the middle of an element and takes it away. What lies above it is touched
    /// instead, as it would be in the lobby.
    public func touch(_ element: PageElement) async throws(WebDriverError) {
        try await command(.post, "/actions", Actions(touching: element))
    }

    /// Runs the body of a function in the page and gives what it returns; `arguments` are texts.
    public func run<Value: Decodable & Sendable>(
        _ script: String,
        _ arguments: [String] = [],
        for type: Value.Type
    ) async throws(WebDriverError) -> Value {
        let body = Script(script: script, args: arguments)
        return try await command(.post, "/execute/sync", body, for: type)
    }

    /// What is seen now, as a PNG file.
    public func screenshot() async throws(WebDriverError) -> [UInt8] {
        let text = try await command(.get, "/screenshot", for: String.self)
        guard let data = Data(base64Encoded: text) else {
            throw .unreadable(command: "screenshot", answer: String(text.prefix(100)))
        }
        return [UInt8](data)
    }

    /// What was complained of since it was asked last.
    public func consoleMessages() async throws(WebDriverError) -> [ConsoleMessage] {
        try await command(.post, "/se/log", ["type": "browser"], for: [ConsoleMessage].self)
    }

    /// The addresses of windows that pages opened beside the first one.
    public func otherAddresses() async throws(WebDriverError) -> [String] {
        var addresses: [String] = []
        try await inOthers { () async throws(WebDriverError) in
            addresses.append(try await command(.get, "/url", for: String.self))
        }
        return addresses
    }

    /// Closes the windows that pages opened beside the first one.
    public func closeOthers() async throws(WebDriverError) {
        try await inOthers { () async throws(WebDriverError) in
            try await command(.delete, "/window")
        }
    }

    /// Does something in each other window, and comes back to the first.
    private func inOthers(
        _ body: () async throws(WebDriverError) -> Void
    ) async throws(WebDriverError) {
        let first = try await command(.get, "/window", for: String.self)
        for window in try await command(.get, "/window/handles", for: [String].self)
        where window != first {
            try await command(.post, "/window", ["handle": window])
            try await body()
        }
        try await command(.post, "/window", ["handle": first])
    }

    /// Gives the page, not the window around it, this size.
    public func resize(to size: ScreenSize) async throws(WebDriverError) {
        do {
            // What surrounds the page is known once the window has come to rest.
            try await waitUntil("the page has its size") {
                let sides = try await run(Self.measure, for: [Int].self)
                if ScreenSize(sides[0], sides[1]) == size { return true }
                let window = ["width": size.width + sides[2], "height": size.height + sides[3]]
                try await command(.post, "/window/rect", window)
                return false
            }
        } catch let error as WebDriverError {
            throw error
        } catch {
            throw .windowSize(wanted: size)
        }
    }

    private static let measure = """
        return [innerWidth, innerHeight, outerWidth - innerWidth, outerHeight - innerHeight];
        """
}

/// A script to run, W3C WebDriver, 13.2.
private struct Script: Encodable {
    let script: String
    let args: [String]
}

/// A finger that touches once, W3C WebDriver, 15.
private struct Actions: Encodable {
    struct Finger: Encodable {
        let type = "pointer"
        let id = "finger"
        let parameters = ["pointerType": "touch"]
        let actions: [Step]
    }

    struct Step: Encodable {
        let type: String
        var origin: PageElement?
        var button: Int?
        var x: Int?
        var y: Int?
    }

    let actions: [Finger]

    init(touching element: PageElement) {
        actions = [
            Finger(actions: [
                Step(type: "pointerMove", origin: element, x: 0, y: 0),
                Step(type: "pointerDown", button: 0),
                Step(type: "pointerUp", button: 0),
            ])
        ]
    }
}
