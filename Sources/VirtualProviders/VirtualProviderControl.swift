internal import WebServer

/// The resident's telephone, and the hand that breaks a virtual provider, at a port of their own on
/// 127.0.0.1:
///
///     GET  /orders                 all orders as JSON
///     POST /orders/{number}/pay    pays one; 409 where that cannot be
///     POST /behaviour/{name}       changes how it answers, see `VirtualPaymentProvider.Behaviour`
public final class VirtualProviderControl: Sendable {
    /// The port it listens at.
    public var port: UInt16 { server.port }

    private let server: HTTPServer

    /// Listens from now on, until `stop()`; port 0 takes a free one.
    public init(
        _ provider: VirtualPaymentProvider,
        port: UInt16 = 0
    ) throws(VirtualProviderError) {
        var router = Router()
        router.onImmediate(.get, "/orders") { _ in .json(provider.orders) }
        router.onImmediate(.post, "/orders/{number}/pay") { request in
            guard provider.pay(request.parameter("number")) else {
                throw Problem(
                    status: 409,
                    title: "The order cannot be paid",
                    hint: "Look at GET /orders: it is missing, paid or closed, or its time is over."
                )
            }
            return Response(status: 204)
        }
        router.onImmediate(.post, "/behaviour/{name}") { request in
            let name = request.parameter("name")
            guard let behaviour = VirtualPaymentProvider.Behaviour(rawValue: name) else {
                throw Problem(
                    status: 404,
                    title: "The provider has no such behaviour",
                    hint: "Known are: " + VirtualPaymentProvider.Behaviour.allNames + "."
                )
            }
            provider.set(behaviour)
            return Response(status: 204)
        }
        do throws(ServerError) {
            server = try HTTPServer(
                ServerConfiguration(port: port, stopGraceMilliseconds: 500),
                router: router,
                reportFailure: { error, request in
                    preconditionFailure("\(request.path): \(error)")
                }
            )
        } catch {
            throw .cannotListen(sentence: error.sentence, hint: error.hint)
        }
    }

    /// Stops.
    public func stop() async { await server.stop() }
}

extension VirtualPaymentProvider.Behaviour {
    /// All names, for people.
    public static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
