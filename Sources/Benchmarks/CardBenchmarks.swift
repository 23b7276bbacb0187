import DESFire
import PrepaymentCards
import VirtualCard

extension Benchmark {
    /// APDUs from SelectApplication to the read-back.
    static let topUpAPDUs = Benchmark(name: "top-up-apdus") {
        try await WorkFolder.temporary { folder in
            let household = try Household(in: folder)
            return try [(CardModel.ev2, "EV2", 14.0), (.ev1, "EV1", nil)].map { model, name, aim in
                let transport = CountingTransport(try household.issuedCard(model))
                let card = try PrepaymentCard(transport, keys: household.keys, role: .kiosk)
                let before = transport.apduCount
                try household.topUp(card, number: 1)
                return Row(
                    name: "top-up: APDUs with \(name)",
                    value: Double(transport.apduCount - before),
                    unit: "APDUs",
                    runs: 1,
                    conditions: "known card, its parameters of today's version",
                    aim: aim
                )
            }
        }
    }

    /// What the terminal's own arithmetic of such a conversation costs: framing, ciphers, codes.
    static let cardConversation = Benchmark(name: "card-conversation") {
        try await WorkFolder.temporary { folder in
            let household = try Household(in: folder)
            let virtualCard = try household.issuedCard()
            var terminal: [UInt64] = []
            for number in 1...conversationCount {
                let transport = TimedTransport(virtualCard)
                let whole = try nanoseconds {
                    let card = try PrepaymentCard(transport, keys: household.keys, role: .kiosk)
                    try household.topUp(card, number: UInt32(number))
                }
                terminal.append(whole - transport.cardNanoseconds)
                try household.meterTakes(through: virtualCard)
            }
            let conditions = "EV2, from the UID to the read-back, the card's own time taken off"
            return [
                .median("top-up: terminal's part", of: terminal, in: .microseconds, conditions)
            ]
        }
    }

    private static let conversationCount = 300
}
