import CommandLineTool
import VirtualProviders
import WebClient

/// `bench provider`.
let providerCommand = Command(
    "provider",
    "Answers as WeChat Pay does, for payments by a code on the screen, until it is told to stop.",
    .defaulted(
        "--port",
        .integer("PORT", in: 0...65_535),
        to: "9200",
        "on 127.0.0.1; 0 takes a free one"
    ),
    .required("--keys", .file, "a folder for the keys of both sides; made when it is not there"),
    .defaulted(
        "--control",
        .integer("PORT", in: 0...65_535),
        to: "9201",
        "the port for 'bench telephone'"
    )
) { console, port, keys, control in
    let shutdown = ShutdownSignal.watch()
    let pair = try ProviderKeyFolder.open(keys)
    var settings = VirtualPaymentProvider.Settings(
        merchantID: "1900000001",
        certificateSerial: "BENCH",
        merchantPublicKeyPEM: pair.merchantPublicKeyPEM,
        providerKeyPEM: pair.providerKeyPEM,
        providerKeyID: "PUB_KEY_ID_BENCH"
    )
    settings.port = UInt16(port)
    let provider = try VirtualPaymentProvider(settings)
    let telephone = try VirtualProviderControl(provider, port: UInt16(control))
    console.print("The provider listens at 127.0.0.1:\(provider.port).")
    console.print("Its telephone is at 127.0.0.1:\(telephone.port).")
    for await _ in shutdown { break }
    await telephone.stop()
    await provider.stop()
}

/// `bench telephone`.
let telephoneCommand = Command(
    "telephone",
    "Pays an order of a virtual provider, changes how it answers, and lists its orders.",
    .defaulted("--control", .integer("PORT", in: 1...65_535), to: "9201", "as of 'bench provider'"),
    .optional("--behaviour", .behaviour, "how the provider answers from now on"),
    .optional("--pay", .text("NUMBER"), "the number of an order")
) { console, control, behaviour, order in
    let client = HTTPClient(ClientConfiguration(clientName: "bench"))
    let address = "http://127.0.0.1:\(control)"
    if let behaviour {
        try await client.order("\(address)/behaviour/\(behaviour.rawValue)")
    }
    if let order { try await client.order("\(address)/orders/\(order)/pay") }
    let orders = try await client.send(ClientRequest(.get, "\(address)/orders"))
    for order in try orders.json([VirtualPaymentProvider.Order].self) {
        console.print("\(order.number) \(order.amountFen) fen, \(order.state.rawValue)")
    }
}

/// Why the telephone did nothing.
struct TelephoneRefusal: Error {
    /// What happened.
    let sentence = "The provider did not do it."
    /// What to do next.
    let hint = "'bench telephone' lists the orders: this one is missing, paid, closed or too old."
}

extension HTTPClient {
    fileprivate func order(_ address: String) async throws {
        guard try await send(ClientRequest(.post, address)).status == 204 else {
            throw TelephoneRefusal()
        }
    }
}

extension ValueFormat where Value == VirtualPaymentProvider.Behaviour {
    fileprivate static var behaviour: ValueFormat {
        ValueFormat(
            "NAME",
            expectation: "one of: " + VirtualPaymentProvider.Behaviour.allNames,
            parse: { VirtualPaymentProvider.Behaviour(rawValue: $0) }
        )
    }
}
