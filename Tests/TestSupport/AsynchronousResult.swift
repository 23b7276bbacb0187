extension Result where Failure == any Error {
    /// Keeps what an asynchronous body gave or threw.
    public init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
