/// A condition did not come true in time.
public struct ConditionTimeout: Error, CustomStringConvertible {
    /// What was waited for.
    public let description: String

    /// Makes the error, with what was waited for.
    public init(description: String) { self.description = description }
}

/// Looks at a condition every few milliseconds until it is true; throws when it is not in time.
public func waitUntil(
    _ description: String,
    within limit: Duration = .seconds(10),
    _ isTrue: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !isTrue() {
        guard .now < end else { throw ConditionTimeout(description: "never: \(description)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
