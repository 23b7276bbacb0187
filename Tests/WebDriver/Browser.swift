internal import FoundationEssentials
internal import WebClient

/// Debian's Chromium without a display, driven over the W3C WebDriver protocol.
///
/// Rules:
/// 1. One browser has one window, and one command runs at a time.
/// 2. Nothing here waits for a page to come to something: `TestSupport.waitUntil` does, on a condition.
/// 3. It reaches the loopback address alone, and its page asks nobody else: what does is an error at
///    its end.
///
/// Source: https://www.w3.org/TR/webdriver2/; logs are chromedriver's own addition.
public final class Browser: Sendable {
    let driver: DriverProcess
    private let client: HTTPClient
    private let session: String

    private init(_ driver: DriverProcess, client: HTTPClient, session: String) {
        (self.driver, self.client, self.session) = (driver, client, session)
    }

    /// Starts a browser, lends it, and ends it whatever happens.
    ///
    /// Throws what the body throws, and `WebDriverError` when there is no browser. Gives what the body
    /// gives.
    public static func with<Result: Sendable>(
        _ size: ScreenSize,
        _ body: (Browser) async throws -> Result
    ) async throws -> Result {
        let driver = try await DriverProcess()
        do {
            let browser = try await start(driver, size)
            let result = try await body(browser)
            try await browser.close()
            try NetworkLog(file: driver.networkLog).checkLoopback()
            try await driver.end()
            return result
        } catch {
            try await driver.end()
            throw error
        }
    }

    private static func start(
        _ driver: DriverProcess,
        _ size: ScreenSize
    ) async throws(WebDriverError) -> Browser {
        struct Opened: Decodable { let sessionId: String }
        let client = HTTPClient(
            ClientConfiguration(
                clientName: "browser-tests",
                timeoutMilliseconds: 60_000,
                responseLimitBytes: 64 << 20
            )
        )
        let arguments = BrowserOptions.arguments(
            size: size,
            profile: driver.profile,
            networkLog: driver.networkLog
        )
        let request = webDriverRequest(driver.address, .post, "/session", NewSession(arguments))
        let opened = try await client.ask(request, for: Opened.self)
        let browser = Browser(driver, client: client, session: opened.sessionId)
        try await browser.resize(to: size)
        return browser
    }

    /// Closes the window and ends the browser; its net log is complete then.
    private func close() async throws(WebDriverError) {
        try await command(.delete, "")
    }

    /// Sends a command of this session and reads its value.
    func command<Value: Decodable & Sendable>(
        _ method: ClientRequest.Method,
        _ path: String,
        _ body: some Encodable = NoParameters(),
        for type: Value.Type
    ) async throws(WebDriverError) -> Value {
        let target = "/session/\(session)\(path)"
        return try await client.ask(
            webDriverRequest(driver.address, method, target, body),
            for: type
        )
    }

    /// Sends a command of this session whose value says nothing.
    func command(
        _ method: ClientRequest.Method,
        _ path: String,
        _ body: some Encodable = NoParameters()
    ) async throws(WebDriverError) {
        _ = try await command(method, path, body, for: Ignored.self)
    }
}

/// A command without parameters still has a body (5.3).
struct NoParameters: Encodable {}

private struct Ignored: Decodable {
    init(from _: any Decoder) {}
}

/// The protocol wraps every answer (6.3).
private struct Answer<Value: Decodable>: Decodable {
    let value: Value
}

private struct Refusal: Decodable {
    let error: String
    let message: String
}

private func webDriverRequest(
    _ address: String,
    _ method: ClientRequest.Method,
    _ target: String,
    _ body: some Encodable
) -> ClientRequest {
    guard method == .post else { return ClientRequest(method, address + target) }
    guard let request = try? ClientRequest.json(method, address + target, body) else {
        preconditionFailure("a command is texts and numbers")
    }
    return request
}

extension HTTPClient {
    /// Sends a command and reads the value in its answer.
    fileprivate func ask<Value: Decodable & Sendable>(
        _ request: ClientRequest,
        for _: Value.Type
    ) async throws(WebDriverError) -> Value {
        let answer: ClientResponse
        do { answer = try await send(request) } catch { throw .noAnswer(error) }
        if answer.status == 200, let good = try? answer.json(Answer<Value>.self) {
            return good.value
        }
        if let refusal = try? answer.json(Answer<Refusal>.self).value {
            throw .refused(code: refusal.error, message: refusal.message)
        }
        throw .unreadable(
            command: request.address,
            answer: String(decoding: answer.body.prefix(500), as: UTF8.self)
        )
    }
}
