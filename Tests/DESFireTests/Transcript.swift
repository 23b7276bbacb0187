import Cryptography
import DESFire
import SmartCards
import TestSupport
import Testing

/// A recorded top-up, and the terminal's whole part in it.
struct Transcript {
    struct Exchange {
        let command: [UInt8]
        let response: [UInt8]
    }

    let exchanges: [Exchange]
    private let inputs: VectorFields
    private let isEV2: Bool
    private let application: ApplicationIdentifier
    private let provider: SoftwareKeyProvider
    private let key: KeyReference

    init(_ vector: CardVector) throws {
        inputs = vector.inputs
        exchanges = try vector.expected.list("exchanges").map {
            Exchange(command: try $0.bytes("command"), response: try $0.bytes("response"))
        }
        switch try inputs.text("channel") {
        case "ev1": isEV2 = false
        case "ev2": isEV2 = true
        case let other: throw VectorError(reason: "no channel: \(other)")
        }
        application = try #require(ApplicationIdentifier(number: try inputs.number("aid")))
        let uid = try inputs.bytes("uid")
        let input = try inputs.bytes("divInput")
        let prefix = uid + application.bytes
        let identifier =
            input.starts(with: prefix)
            ? String(validating: input.dropFirst(prefix.count), as: UTF8.self) : nil
        let diversified = AN10922.aes128(master: try inputs.bytes("masterKey"), input: input)
        #expect(diversified == (try vector.expected.bytes("diversifiedKey")))
        let rndA = try inputs.bytes("rndA")
        provider = try SoftwareKeyProvider(
            masters: [.load: try inputs.bytes("masterKey")],
            shared: [.master: try inputs.bytes("newKey"), .load: diversified],
            systemIdentifier: identifier ?? "",
            random: { _ in rndA }
        )
        // An issuer may mix another input than UID, AID and a text; the key is then given as it is.
        key =
            identifier == nil
            ? .shared(.load) : .diversified(.load, uid: uid, application: application)
    }

    /// Plays every step on a transport; throws what the card's side makes fail.
    func play(on transport: any CardTransport) throws {
        let card = DESFireCard(transport, keys: provider)
        let keyNumber: UInt8 = try inputs.number("keyNo")
        try card.select(application)
        try card.authenticate(
            keyNumber: keyNumber,
            with: key,
            scheme: isEV2 ? .ev2First : .aes
        )
        try load(card)
        if isEV2 { #expect(try card.getCardUID() == inputs.bytes("uid")) }
        try card.changeKey(
            keyNumber,
            from: key,
            to: .shared(.master),
            version: try inputs.number("newVersion")
        )
        #expect(!card.isAuthenticated)
    }

    private func load(_ card: DESFireCard) throws {
        let files = try inputs.fields("files")
        let (value, backup): (UInt8, UInt8) = (
            try files.number("value"), try files.number("backup")
        )
        let balance: Int32 = try inputs.number("balance")
        let amount: Int32 = try inputs.number("amount")
        let lastLoad = try inputs.bytes("lastLoad")
        #expect(try card.getValue(value, mode: .full) == balance)
        try card.credit(value, amount: amount, mode: .full)
        try card.writeData(backup, lastLoad, mode: .full, kind: .backup)
        try card.writeRecord(
            try files.number("cyclic"),
            try inputs.bytes("record"),
            mode: .mac
        )
        try card.commitTransaction()
        #expect(try card.getValue(value, mode: .full) == balance + amount)
        #expect(try card.readData(backup, length: lastLoad.count, mode: .full) == lastLoad)
    }
}

/// Answers with a recording, and notes the first command that differs from it.
final class ReplayTransport: CardTransport {
    let generation: UInt64 = 7
    private(set) var position = 0
    private(set) var firstDifference: Int?
    private let exchanges: [Transcript.Exchange]

    init(_ exchanges: [Transcript.Exchange]) { self.exchanges = exchanges }

    var isAtEnd: Bool { position == exchanges.count }

    func transmit(_ command: [UInt8]) -> TransmitOutcome {
        guard position < exchanges.count else { return .notSent(.notConnected) }
        defer { position += 1 }
        if command != exchanges[position].command && firstDifference == nil {
            firstDifference = position
        }
        return .response(exchanges[position].response)
    }
}
