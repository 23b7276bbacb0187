internal import Cryptography
internal import FoundationEssentials
internal import Synchronization
internal import WebServer

/// A payment provider at a port of this machine that speaks the calls of WeChat Pay, version 3, for
/// codes that a telephone reads. No money moves.
///
/// It is written from the interface's tables and shares nothing with the client but the cipher. It
/// signs nothing for who signs wrongly (401 SIGN_ERROR), as the interface says.
public final class VirtualPaymentProvider: Sendable {
    /// The port it listens at.
    public var port: UInt16 { server.port }

    private let counter: ProviderCounter
    private let server: HTTPServer

    /// Listens from now on, until `stop()`; `now` is its clock, in seconds since 1970.
    public init(
        _ settings: Settings,
        now: @escaping @Sendable () -> Int64 = VirtualPaymentProvider.systemTime
    ) throws(VirtualProviderError) {
        guard let merchantKey = RSA.PublicKey(pem: settings.merchantPublicKeyPEM) else {
            throw .merchantKeyUnusable
        }
        guard let ownKey = RSA.PrivateKey(pem: settings.providerKeyPEM) else {
            throw .providerKeyUnusable
        }
        counter = ProviderCounter(
            seal: ProviderSeal(
                merchantID: settings.merchantID,
                certificateSerial: settings.certificateSerial,
                merchantKey: merchantKey,
                ownKey: ownKey,
                ownKeyID: settings.providerKeyID
            ),
            now: now
        )
        do throws(ServerError) {
            server = try HTTPServer(
                ServerConfiguration(port: settings.port, stopGraceMilliseconds: 500),
                router: counter.router(),
                reportFailure: { error, request in
                    preconditionFailure("\(request.path): \(error)")
                }
            )
        } catch {
            throw .cannotListen(sentence: error.sentence, hint: error.hint)
        }
    }

    /// Seconds since 1970.
    public static let systemTime: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }

    /// Stops; requests that wait in silence are let go.
    public func stop() async {
        counter.silence.end(forGood: true)
        await server.stop()
    }

    /// All orders, in the order in which they were made.
    public var orders: [Order] { counter.state.withLock { $0.book.orders } }

    /// The resident's telephone pays an order; false where that cannot be.
    public func pay(_ order: String) -> Bool {
        counter.state.withLock { $0.book.pay(order, at: counter.now()) }
    }

    /// How it answers now.
    public var behaviour: Behaviour { counter.state.withLock(\.behaviour) }

    /// Changes how it answers; requests that wait in silence are let go.
    public func set(_ behaviour: Behaviour) {
        counter.state.withLock { $0.behaviour = behaviour }
        counter.silence.end(forGood: false)
    }
}
