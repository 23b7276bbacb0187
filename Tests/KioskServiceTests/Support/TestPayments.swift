import Foundation
import TestSupport
import VirtualAcceptors
import VirtualProviders

/// The devices that take money: they stay when a kiosk is started again.
final class TestPayments: Sendable {
    /// Keys for all tests: to make them takes time.
    private static let keys = VirtualPaymentProvider.makeKeys()

    let provider: VirtualPaymentProvider
    let acceptor: VirtualAcceptor
    private let folder = TemporaryFolder()
    private let ended = DispatchGroup()

    init() throws {
        provider = try VirtualPaymentProvider(
            VirtualPaymentProvider.Settings(
                merchantID: "1900000001",
                certificateSerial: "SERIAL1",
                merchantPublicKeyPEM: Self.keys.merchantPublicKeyPEM,
                providerKeyPEM: Self.keys.providerKeyPEM,
                providerKeyID: "PUB_KEY_ID_1"
            )
        )
        acceptor = try VirtualAcceptor(VirtualAcceptor.Settings(path: folder.file("tty")))
        ended.enter()
        Thread.detachNewThread { [acceptor, ended] in
            acceptor.run()
            ended.leave()
        }
    }

    /// What an operator writes into the kiosk's configuration.
    func sections(_ place: KioskPlace) -> String {
        """
        screen: { token: "\(place.file("screen.token"))", amounts: ["50.00", "100.00"] },
        payments: {
            notes: { device: "\(folder.file("tty"))" },
            weChatPay: {
                address: "http://127.0.0.1:\(provider.port)", merchant: "1900000001",
                app: "wx0000000000000001", certificateSerial: "SERIAL1",
                merchantKey: "\(folder.file("merchant.key"))",
                providerKey: "\(folder.file("provider.pub"))", providerKeyID: "PUB_KEY_ID_1",
                notificationAddress: "https://pay.example/notify", timeoutMilliseconds: 1000,
            },
        },
        """
    }

    /// The keys that those sections name.
    func writeKeys() throws {
        try folder.write(Self.keys.merchantKeyPEM, to: "merchant.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: folder.file("merchant.key")
        )
        try folder.write(Self.keys.providerPublicKeyPEM, to: "provider.pub")
    }

    /// Puts a note in, as often as it comes back: an acceptor that is not asked for a second takes none,
    /// and on a machine with much to do the kiosk may be late.
    func insert(_ fen: Int64) async throws {
        try await waitUntil("a note of \(fen) goes in", within: .seconds(30)) {
            self.acceptor.insert(noteFen: fen) == .escrow
        }
    }

    func stop() async {
        await provider.stop()
        acceptor.stop()
        await withCheckedContinuation { continuation in
            ended.notify(queue: .global()) { continuation.resume() }
        }
    }
}
