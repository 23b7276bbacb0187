import Cryptography
import Testing
import VirtualProviders
import WeChatPay

/// A provider of this machine and a client of it.
struct Desk {
    /// Keys for all tests: to make them takes time.
    static let keys = VirtualPaymentProvider.makeKeys()

    let provider: VirtualPaymentProvider
    let client: WeChatPayClient

    /// `clockAheadSeconds` moves the client's clock; `keys` are those of the client.
    init(
        keys: VirtualPaymentProvider.Keys = Desk.keys,
        providerKeyID: String = "PUB_KEY_ID_1",
        clockAheadSeconds: Int64 = 0
    ) throws {
        let provider = try VirtualPaymentProvider(
            VirtualPaymentProvider.Settings(
                merchantID: "1900000001",
                certificateSerial: "SERIAL1",
                merchantPublicKeyPEM: Self.keys.merchantPublicKeyPEM,
                providerKeyPEM: Self.keys.providerKeyPEM,
                providerKeyID: "PUB_KEY_ID_1"
            )
        )
        self.provider = provider
        let configuration = try WeChatPayConfiguration(
            address: "http://127.0.0.1:\(provider.port)",
            merchantID: "1900000001",
            appID: "wx0000000000000001",
            certificateSerial: "SERIAL1",
            merchantKey: #require(RSA.PrivateKey(pem: keys.merchantKeyPEM)),
            providerKey: #require(RSA.PublicKey(pem: keys.providerPublicKeyPEM)),
            providerKeyID: providerKeyID,
            notificationAddress: "https://pay.example/notify",
            timeoutMilliseconds: 1_000
        )
        client = WeChatPayClient(
            configuration,
            now: { WeChatPayClient.systemTime() + clockAheadSeconds }
        )
    }

    /// Makes an order of 100 yuan.
    func make(_ order: String = "K007-1-000042", amountFen: Int64 = 10_000) async throws -> String {
        try await client.createNative(
            order: order,
            amountFen: amountFen,
            description: "预付费卡充值",
            expiresAt: WeChatPayClient.systemTime() + 600
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
