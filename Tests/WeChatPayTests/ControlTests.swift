import Testing
import VirtualProviders
import WebClient

@Suite(.timeLimit(.minutes(2))) struct `The telephone of a virtual provider` {
    @Test func `it pays, lists orders and changes the behaviour`() async throws {
        let desk = try Desk()
        let control = try VirtualProviderControl(desk.provider)
        let client = HTTPClient(ClientConfiguration(clientName: "test"))
        let address = "http://127.0.0.1:\(control.port)"
        func post(_ path: String) async throws -> Int {
            try await client.send(ClientRequest(.post, address + path)).status
        }
        _ = try await desk.make()
        #expect(try await post("/orders/K007-1-000042/pay") == 204)
        #expect(try await post("/orders/K007-1-000042/pay") == 409, "it is paid")
        #expect(try await post("/orders/K007-1-000099/pay") == 409, "there is none")
        let orders = try await client.send(ClientRequest(.get, address + "/orders"))
            .json([VirtualPaymentProvider.Order].self)
        #expect(orders == desk.provider.orders)
        #expect(orders.map(\.state) == [.paid])
        #expect(try await post("/behaviour/refusing") == 204)
        #expect(try await post("/behaviour/friendly") == 404)
        let error = try await desk.refusal { _ = try await desk.make() }
        #expect(error?.code == "NO_AUTH")
        await control.stop()
        await desk.provider.stop()
    }

    @Test func `keys that cannot be used are refused at the start`() {
        var settings = VirtualPaymentProvider.Settings(
            merchantID: "1900000001",
            certificateSerial: "SERIAL1",
            merchantPublicKeyPEM: Desk.keys.merchantPublicKeyPEM,
            providerKeyPEM: Desk.keys.providerPublicKeyPEM,
            providerKeyID: "PUB_KEY_ID_1"
        )
        #expect(throws: VirtualProviderError.providerKeyUnusable) {
            try VirtualPaymentProvider(settings)
        }
        settings.merchantPublicKeyPEM = ""
        #expect(throws: VirtualProviderError.merchantKeyUnusable) {
            try VirtualPaymentProvider(settings)
        }
    }

    @Test func `keys and their owners show nothing of the private halves`() {
        var dumped = ""
        dump(Desk.keys, to: &dumped)
        #expect(!dumped.contains("KEY") && !"\(Desk.keys)".contains("KEY"))
    }
}
