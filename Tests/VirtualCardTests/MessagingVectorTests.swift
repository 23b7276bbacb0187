import Cryptography
import Testing

@testable import VirtualCard

/// Protected commands and answers as public documents write them.
@Suite struct MessagingVectorTests {
    @Test(arguments: try CardVector.all("ev1-frames"))
    func `EV1 messaging takes the published commands and gives the answers`(
        _ vector: CardVector
    ) throws {
        let key = hex(try #require(vector.inputs.sessionKey))
        var channel = EV1Channel(BlockCipher(.aes128, key: key))
        try Self.play(vector, &channel) { step in
            // A command that is written without its code is one of mode S, or a read.
            CommandLayout(
                clear: hex(step.header).count,
                protected: hex(step.data).count,
                mode: step.commandMode == "full" ? .full : .mac
            )
        }
    }

    @Test(arguments: try CardVector.all("ev2-frames"))
    func `EV2 messaging takes the published commands and gives the answers`(
        _ vector: CardVector
    ) throws {
        let keys = EV2SessionKeys(
            encryption: hex(try #require(vector.inputs.sesAuthEnc)),
            authentication: hex(try #require(vector.inputs.sesAuthMac))
        )
        var channel = EV2Channel(
            keys: keys,
            transactionIdentifier: hex(try #require(vector.inputs.ti)),
            counter: try #require(vector.inputs.cmdCtr)
        )
        try Self.play(vector, &channel) { step in
            CommandLayout(
                clear: hex(step.header).count,
                protected: hex(step.data).count,
                mode: step.commandMode == "full" ? .full : .mac
            )
        }
    }

    private static func play(
        _ vector: CardVector,
        _ channel: inout some SecureChannel,
        layout: (CardVector.Step) -> CommandLayout
    ) throws {
        let steps = try #require(vector.inputs.steps)
        let exchanges = try #require(vector.expected.steps)
        #expect(steps.count == exchanges.count)
        for (step, exchange) in zip(steps, exchanges) {
            let layout = layout(step)
            let instruction = try #require(Instruction(rawValue: hex(step.cmd)[0]))
            let command = Command(instruction: instruction, data: hex(exchange.command))
            #expect(channel.byteCount(of: layout) == command.data.count)
            let opened = try channel.open(command, layout)
            #expect(opened.clear == hex(step.header))
            #expect(opened.protected == hex(step.data))
            let mode: CommunicationMode = step.responseMode == "full" ? .full : .mac
            let answer = Answer(data: hex(step.responseData), mode: mode)
            #expect(channel.seal(answer).hexadecimal == exchange.response)
        }
    }

    @Test(arguments: try CardVector.all("ev1-changekey"))
    func `EV1 key cryptograms open to the new key`(_ vector: CardVector) throws {
        let inputs = vector.inputs
        let key = hex(try #require(inputs.sessionKey))
        var channel = EV1Channel(BlockCipher(.aes128, key: key))
        try Self.openKey(vector, &channel)
    }

    @Test(arguments: try CardVector.all("ev2-changekey").filter { $0.inputs.sesAuthEnc != nil })
    func `EV2 key cryptograms open to the new key`(_ vector: CardVector) throws {
        let inputs = vector.inputs
        let keys = EV2SessionKeys(
            encryption: hex(try #require(inputs.sesAuthEnc)),
            authentication: hex(try #require(inputs.sesAuthMac))
        )
        var channel = EV2Channel(
            keys: keys,
            transactionIdentifier: hex(try #require(inputs.ti)),
            counter: try #require(inputs.cmdCtr)
        )
        try Self.openKey(vector, &channel)
    }

    private static func openKey(_ vector: CardVector, _ channel: inout some SecureChannel) throws {
        let inputs = vector.inputs
        let command = Command(
            instruction: .changeKey,
            data: hex(try #require(vector.expected.command))
        )
        let isOther = inputs.oldKey != nil
        let opened = try channel.open(
            command,
            CommandLayout(clear: 1, protected: 17, trailer: isOther ? 4 : 0, mode: .full)
        )
        let newKey = hex(try #require(inputs.newKey))
        let oldKey = hex(inputs.oldKey ?? String(repeating: "00", count: 16))
        #expect(opened.clear == hex(try #require(inputs.header)))
        #expect(zip(opened.protected, oldKey).map { $0 ^ $1 } == newKey)
        #expect(opened.protected.last == inputs.newVersion)
        #expect(opened.trailer == (isOther ? CRC32.desfire(newKey) : []))
    }
}
