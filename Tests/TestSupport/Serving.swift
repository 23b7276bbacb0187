public import WebServer

/// Runs a body with the address of a server that has these routes, and stops it. `onFailure` hears what
/// a handler threw that is no answer.
public func serving(
    _ router: Router,
    _ configuration: ServerConfiguration = ServerConfiguration(),
    onFailure: @escaping @Sendable (any Error) -> Void,
    _ body: (_ address: String) async throws -> Void
) async throws {
    let server = try HTTPServer(configuration, router: router) { error, _ in onFailure(error) }
    let result = await Result { try await body("http://127.0.0.1:\(server.port)") }
    await server.stop()
    try result.get()
}
