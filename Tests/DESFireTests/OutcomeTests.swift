import DESFire
import SmartCards
import Testing

/// What a failed command means, for every command and every way to fail.
@Suite struct `The outcome of a failed command` {
    static let schemes: [AuthenticationScheme] = [.aes, .iso, .ev2First]

    @Test(arguments: commandEffects)
    func `the command is marked with its effect`(
        _ command: NativeCommand,
        _ effect: CommandEffect
    ) {
        #expect(command.effect == effect)
    }

    @Test(arguments: schemes, commandEffects)
    func `not sent leaves card and session as they were`(
        _ scheme: AuthenticationScheme,
        _ row: (NativeCommand, CommandEffect)
    ) throws {
        let (card, transport) = try authenticatedCard(scheme, then: [.notSent(.noCard)])
        #expect(throws: DESFireError.notSent(.noCard)) { try card.run(row.0) }
        #expect(card.isAuthenticated)
        #expect(throws: DESFireError.notSent(.notConnected)) { try card.run(row.0) }
        let sent = transport.commands.suffix(2)
        #expect(sent.first == sent.last, "the session did not move")
    }

    @Test(arguments: schemes, commandEffects)
    func `a lost answer is unknown only where the card may have changed`(
        _ scheme: AuthenticationScheme,
        _ row: (NativeCommand, CommandEffect)
    ) throws {
        let (command, effect) = row
        let (card, _) = try authenticatedCard(scheme, then: [.unknown(.cardRemoved)])
        let expected: DESFireError =
            effect == .none || effect == .staged
            ? .interrupted(.cardRemoved, command: command.instruction)
            : .unknown(.lost(.cardRemoved), command: command.instruction)
        #expect(throws: expected) { try card.run(command) }
        #expect(!card.isAuthenticated)
        #expect(throws: DESFireError.nothingSelected) { try card.run(command) }
    }

    @Test(arguments: commandEffects)
    func `a forged answer is unknown only where the card may have changed`(
        _ command: NativeCommand,
        _ effect: CommandEffect
    ) throws {
        let forged = TransmitOutcome.response([UInt8](repeating: 7, count: 24) + [0x91, 0x00])
        let (card, _) = try authenticatedCard(then: [forged])
        let expected: DESFireError =
            effect == .none || effect == .staged
            ? .integrity(command: command.instruction)
            : .unknown(.integrity, command: command.instruction)
        #expect(throws: expected) { try card.run(command) }
        #expect(throws: DESFireError.nothingSelected) { try card.run(command) }
    }

    @Test(arguments: schemes, commandEffects)
    func `an error status ends the session, and proves nothing about a commit`(
        _ scheme: AuthenticationScheme,
        _ row: (NativeCommand, CommandEffect)
    ) throws {
        let (command, effect) = row
        let (card, transport) = try authenticatedCard(scheme, then: [.response([0x91, 0xBE])])
        let expected: DESFireError =
            effect == .commits
            ? .unknown(.refused(.boundaryError), command: command.instruction)
            : .status(.boundaryError, command: command.instruction)
        #expect(throws: expected) { try card.run(command) }
        #expect(!card.isAuthenticated)
        let count = transport.commands.count
        #expect(throws: DESFireError.sessionEnded) { try card.run(command) }
        #expect(transport.commands.count == count, "nothing goes to the card after the session")
    }

    @Test(
        arguments: [
            [0x90, 0x00], [0x6D, 0x00], [0x91, 0x55], [0x91], [],
            [UInt8](repeating: 0, count: 257) + [0x91, 0x00],
        ] as [[UInt8]]
    )
    func `a malformed answer is unknown only where the card may have changed`(
        _ answer: [UInt8]
    ) throws {
        for (command, effect) in commandEffects {
            let (card, _) = try authenticatedCard(then: [.response(answer)])
            let error = #expect(throws: DESFireError.self) { try card.run(command) }
            switch (error, effect) {
            case (.malformedAnswer, .none), (.malformedAnswer, .staged),
                (.unknown(.malformed, _), .immediate), (.unknown(.malformed, _), .commits):
                break
            default: Issue.record("\(command.instruction): \(String(describing: error))")
            }
            #expect(!card.isAuthenticated)
        }
    }

    @Test func `a chain that breaks after its first frame is no longer unsent`() throws {
        let long = [UInt8](repeating: 3, count: 100)
        for kind in [DataFileKind.backup, .standard] {
            let (card, _) = try authenticatedCard(
                then: [.response([0x91, 0xAF]), .notSent(.cardRemoved)])
            let expected: DESFireError =
                kind == .backup
                ? .interrupted(.cardRemoved, command: .writeData)
                : .unknown(.lost(.cardRemoved), command: .writeData)
            #expect(throws: expected) { try card.writeData(2, long, mode: .full, kind: kind) }
        }
    }

    @Test func `a commit whose answer is carried on and lost is unknown`() throws {
        let (card, _) = try authenticatedCard(
            then: [.response([1, 2, 0x91, 0xAF]), .notSent(.cardRemoved)])
        #expect(throws: DESFireError.unknown(.lost(.cardRemoved), command: .commitTransaction)) {
            try card.commitTransaction()
        }
    }

    @Test(arguments: [UInt8(0), 1])
    func `a key change whose answer is lost is unknown`(_ keyNumber: UInt8) throws {
        let (card, _) = try authenticatedCard(keyNumber: 0, then: [.unknown(.cardRemoved)])
        #expect(throws: DESFireError.unknown(.lost(.cardRemoved), command: .changeKey)) {
            try card.changeKey(keyNumber, from: .factory(.aes), to: .shared(.load), version: 1)
        }
    }

    @Test func `only unknown leaves the card in doubt`() {
        #expect(DESFireError.unknown(.integrity, command: .commitTransaction).mayHaveChangedCard)
        for error in [
            DESFireError.notSent(.noCard), .interrupted(.cardRemoved, command: .credit),
            .status(.boundaryError, command: .credit), .integrity(command: .credit),
        ] {
            #expect(!error.mayHaveChangedCard)
        }
    }
}
