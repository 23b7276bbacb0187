import BenchPage
import DeviceThreads
import VirtualAcceptors
import VirtualProviders

/// The acceptor and the payment provider of a desk, and how its kiosk reaches them.
struct VirtualMoney: Sendable {
    let notes: AcceptorSlot
    let wallet: ProviderWallet

    private static let merchant = "1900000001"
    private static let certificateSerial = "BENCH"
    private static let providerKeyID = "PUB_KEY_ID_BENCH"
    private let keyFolder: String
    private let acceptorPath: String

    /// Both, with the acceptor's device and the keys in a folder that is there.
    init(in folder: String) throws {
        acceptorPath = "\(folder)/acceptor"
        keyFolder = "\(folder)/provider-keys"
        let pair = try ProviderKeyFolder.open(keyFolder)
        notes = AcceptorSlot(try VirtualAcceptor(VirtualAcceptor.Settings(path: acceptorPath)))
        wallet = ProviderWallet(
            try VirtualPaymentProvider(
                VirtualPaymentProvider.Settings(
                    merchantID: Self.merchant,
                    certificateSerial: Self.certificateSerial,
                    merchantPublicKeyPEM: pair.merchantPublicKeyPEM,
                    providerKeyPEM: pair.providerKeyPEM,
                    providerKeyID: Self.providerKeyID
                )
            )
        )
    }

    /// Is the acceptor, until `stop`.
    func takeNotes() async {
        let acceptor = notes.acceptor
        await DeviceWorker(name: "acceptor").perform { acceptor.run() }
    }

    /// Ends both.
    func stop() async {
        notes.acceptor.stop()
        await wallet.provider.stop()
    }

    /// Lines of the kiosk's configuration in place of those that show how such sections look.
    var kioskLines: [String: String] {
        let account = [
            "address: \"http://127.0.0.1:\(wallet.provider.port)\"",
            "merchant: \"\(Self.merchant)\"", "app: \"wx0000000000000001\"",
            "certificateSerial: \"\(Self.certificateSerial)\"",
            "merchantKey: \"\(keyFolder)/\(ProviderKeyFolder.merchantKey)\"",
            "providerKey: \"\(keyFolder)/\(ProviderKeyFolder.providerPublicKey)\"",
            "providerKeyID: \"\(Self.providerKeyID)\"",
            "notificationAddress: \"https://example.org/not-used\"",
        ]
        return [
            "// notes: {": "        notes: { device: \"\(acceptorPath)\", checksum: \"simple\" },",
            "// weChatPay: {": "        weChatPay: { \(account.joined(separator: ", ")) },",
        ]
    }
}

/// A virtual acceptor for the bench page.
struct AcceptorSlot: NoteSlot {
    let acceptor: VirtualAcceptor
    let faultNames = AcceptorBenchFault.allTexts

    init(_ acceptor: VirtualAcceptor) { self.acceptor = acceptor }

    func status() async -> NoteSlotStatus {
        let status = acceptor.status
        return NoteSlotStatus(
            isOpen: status.isOpen,
            escrowFen: status.escrowFen ?? 0,
            stackedFen: status.stackedFen.reduce(0, +),
            returnedFen: status.returnedFen.reduce(0, +),
            faults: status.faults.map(\.rawValue)
        )
    }

    func insert(noteFen: Int64) async -> String {
        let note = "A note of ¥\(noteFen / 100)"
        return switch acceptor.insert(noteFen: noteFen) {
        case .escrow: "\(note) went in."
        case .closed: "\(note) came back: the acceptor is closed."
        case .inhibited: "\(note) came back: the kiosk does not want it."
        case .unknown: "\(note) came back: the acceptor does not know it."
        case .busy: "\(note) came back: another one is on its way."
        }
    }

    func set(fault name: String, isOn: Bool) async {
        guard let fault = AcceptorBenchFault(rawValue: name) else { return }
        isOn ? acceptor.set(fault) : acceptor.clear(fault)
    }

    func powerCycle() async { acceptor.powerCycle() }
}

/// A virtual payment provider for the bench page.
final class ProviderWallet: TelephoneWallet {
    let provider: VirtualPaymentProvider
    let behaviourNames = VirtualPaymentProvider.Behaviour.allCases.map(\.rawValue)

    init(_ provider: VirtualPaymentProvider) { self.provider = provider }

    func status() async -> TelephoneWalletStatus {
        TelephoneWalletStatus(
            behaviour: provider.behaviour.rawValue,
            orders: provider.orders.reversed().map { order in
                TelephoneWalletStatus.Order(
                    number: order.number,
                    amountFen: order.amountFen,
                    description: order.description,
                    state: order.state.rawValue,
                    isPayable: order.state == .notPaid
                )
            }
        )
    }

    func pay(order number: String) async -> Bool { provider.pay(number) }

    func set(behaviour name: String) async {
        guard let behaviour = VirtualPaymentProvider.Behaviour(rawValue: name) else { return }
        provider.set(behaviour)
    }
}
