internal import WebClient

/// What the page holds, from the browser's own count.
public struct PageHoldings: Hashable, Sendable {
    /// Objects of its scripts.
    public let heapBytes: Int
    /// Nodes, also those outside the document that something still points at.
    public let nodeCount: Int
    /// Listeners of events.
    public let listenerCount: Int
}

/// The Chrome DevTools Protocol, which chromedriver passes on.
///
/// Source: https://chromedevtools.github.io/devtools-protocol/ (Page, HeapProfiler, Performance).
extension Browser {
    /// Runs a script in every later page before the page's own.
    public func runBeforePages(_ source: String) async throws(WebDriverError) {
        try await devTools("Page.addScriptToEvaluateOnNewDocument", ["source": source])
    }

    /// Has all garbage collected, then counts what is left.
    public func holdings() async throws(WebDriverError) -> PageHoldings {
        try await devTools("HeapProfiler.collectGarbage", NoParameters())
        try await devTools("Performance.enable", NoParameters())
        let answer = try await command(
            .post,
            Self.devToolsPath,
            DevToolsCommand(cmd: "Performance.getMetrics", params: NoParameters()),
            for: Metrics.self
        )
        return PageHoldings(
            heapBytes: try answer.count("JSHeapUsedSize"),
            nodeCount: try answer.count("Nodes"),
            listenerCount: try answer.count("JSEventListeners")
        )
    }

    /// Evaluates an expression in the page, waits where it is a promise, and gives its value.
    ///
    /// `run` leaves 68 bytes in the page's heap with every call, for as long as the page lives; this
    /// leaves none (Chromium 156, 1 000 calls on an empty page). So it is what measures a heap.
    public func evaluate<Value: Decodable & Sendable>(
        _ expression: String,
        for type: Value.Type
    ) async throws(WebDriverError) -> Value {
        let name = "Runtime.evaluate"
        let wanted = Evaluation(expression: expression)
        let answer = try await command(
            .post,
            Self.devToolsPath,
            DevToolsCommand(cmd: name, params: wanted),
            for: Evaluated<Value>.self
        )
        guard let value = answer.result.value else {
            throw .unreadable(command: name, answer: answer.exceptionDetails?.text ?? "no value")
        }
        return value
    }

    private static let devToolsPath = "/goog/cdp/execute"

    private func devTools(
        _ name: String,
        _ parameters: some Encodable
    ) async throws(WebDriverError) {
        try await command(
            .post,
            Self.devToolsPath,
            DevToolsCommand(cmd: name, params: parameters)
        )
    }
}

private struct DevToolsCommand<Parameters: Encodable>: Encodable {
    let cmd: String
    let params: Parameters
}

private struct Evaluation: Encodable {
    let expression: String
    let awaitPromise = true
    let returnByValue = true
}

/// The answer of `Runtime.evaluate`.
private struct Evaluated<Value: Decodable & Sendable>: Decodable, Sendable {
    struct RemoteObject: Decodable, Sendable { let value: Value? }
    struct Exception: Decodable, Sendable { let text: String }

    let result: RemoteObject
    let exceptionDetails: Exception?
}

/// The answer of `Performance.getMetrics`.
private struct Metrics: Decodable {
    struct Metric: Decodable {
        let name: String
        let value: Double
    }

    let metrics: [Metric]

    func count(_ name: String) throws(WebDriverError) -> Int {
        guard let metric = metrics.first(where: { $0.name == name }) else {
            throw .unreadable(command: "Performance.getMetrics", answer: "no \(name)")
        }
        return Int(metric.value)
    }
}
