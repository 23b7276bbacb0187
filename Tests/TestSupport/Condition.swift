/// A condition did not come true in time.
public struct ConditionTimeout: Error, CustomStringConvertible {
    /// What was waited for.
    public let description: String

    /// Makes the error, with what was waited for.
    public init(description: String) { self.description = description }
}

/// Looks at a condition every few milliseconds until it is true; throws after ten seconds.
public func waitUntil(
    _ description: String,
    _ isTrue: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while try await !isTrue() {
        guard .now < end else { throw ConditionTimeout(description: "never: \(description)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
