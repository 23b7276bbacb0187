import Cryptography
import Synchronization
import Testing
import VirtualProviders
import WeChatPay

/// A provider of this machine and a client of it.
struct Desk {
    /// Keys for all tests: to make them takes time.
    static let keys = VirtualPaymentProvider.makeKeys()

    let provider: VirtualPaymentProvider
    let client: WeChatPayClient
    /// Moves the provider's clock and the client's together.
    let clock = TestClock()

    /// `keys` are those of the client, `clockAheadSeconds` moves its clock.
    init(
        keys: VirtualPaymentProvider.Keys = Desk.keys,
        providerKeyID: String = "PUB_KEY_ID_1",
        clockAheadSeconds: Int64 = 0
    ) throws {
        provider = try VirtualPaymentProvider(
            VirtualPaymentProvider.Settings(
                merchantID: "1900000001",
                certificateSerial: "SERIAL1",
                merchantPublicKeyPEM: Self.keys.merchantPublicKeyPEM,
                providerKeyPEM: Self.keys.providerKeyPEM,
                providerKeyID: "PUB_KEY_ID_1"
            ),
            now: clock.now
        )
        let configuration = try Self.configuration(
            port: provider.port,
            keys: keys,
            providerKeyID: providerKeyID
        )
        client = WeChatPayClient(
            configuration,
            now: { [clock] in clock.now() + clockAheadSeconds }
        )
    }

    /// A client of this provider that does not wait long for what will not come.
    func impatientClient() throws -> WeChatPayClient {
        WeChatPayClient(try Self.configuration(port: provider.port, timeoutMilliseconds: 300))
    }

    static func configuration(
        port: UInt16,
        keys: VirtualPaymentProvider.Keys = Desk.keys,
        providerKeyID: String = "PUB_KEY_ID_1",
        timeoutMilliseconds: Int = 30_000
    ) throws -> WeChatPayConfiguration {
        try WeChatPayConfiguration(
            address: "http://127.0.0.1:\(port)",
            merchantID: "1900000001",
            appID: "wx0000000000000001",
            certificateSerial: "SERIAL1",
            merchantKey: #require(RSA.PrivateKey(pem: keys.merchantKeyPEM)),
            providerKey: #require(RSA.PublicKey(pem: keys.providerPublicKeyPEM)),
            providerKeyID: providerKeyID,
            notificationAddress: "https://pay.example/notify",
            timeoutMilliseconds: timeoutMilliseconds
        )
    }

    /// Makes an order of 100 yuan.
    func make(
        amountFen: Int64 = 10_000,
        validSeconds: Int64 = 600,
        with other: WeChatPayClient? = nil
    ) async throws -> String {
        try await (other ?? client).createNative(
            order: "K007-1-000042",
            amountFen: amountFen,
            description: "预付费卡充值",
            expiresAt: clock.now() + validSeconds
        )
    }

    /// Orders a refund of the order that `make` makes.
    func refund(
        _ refund: String = "K007-1-000043",
        amountFen: Int64 = 4_000,
        totalFen: Int64 = 10_000
    ) async throws -> Refund {
        try await client.refund(
            order: "K007-1-000042",
            refund: refund,
            amountFen: amountFen,
            totalFen: totalFen,
            reason: "returned"
        )
    }

    /// What a call is refused with; nil where it is not.
    func refusal(_ call: () async throws -> Void) async throws -> WeChatPayError? {
        do { try await call() } catch let error as WeChatPayError { return error }
        return nil
    }
}

extension WeChatPayError {
    /// The provider's code of a refusal.
    var code: String? {
        guard case .refused(_, let code, _) = self else { return nil }
        return code
    }
}

/// The system's time, ahead by as much as a test says.
final class TestClock: Sendable {
    private let ahead = Atomic<Int64>(0)

    /// Seconds since 1970.
    @Sendable func now() -> Int64 {
        WeChatPayClient.systemTime() + ahead.load(ordering: .relaxed)
    }

    func advance(seconds: Int64) { ahead.add(seconds, ordering: .relaxed) }
}
