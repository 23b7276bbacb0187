public import SmartCards

/// One DESFire card on a transport: what is selected, the session, and typed commands.
///
/// Rules: a session belongs to the transport's generation that it was made in. Every error status
/// ends the session; an answer that is lost, malformed or forged ends the selection too. A command
/// that was not sent leaves everything as it was. No command is ever repeated here. All calls
/// block, so the card belongs to the thread of its transport.
public final class DESFireCard {
    /// A running session.
    struct Session {
        let keyNumber: UInt8
        var channel: any SecureChannel
    }

    enum State {
        /// Nothing is known of the card but that commands may not go to it.
        case unselected
        /// Selected, without a session.
        case selected(ApplicationIdentifier)
        /// Selected, with a session.
        case authenticated(ApplicationIdentifier, Session)
        /// Selected; the session ended and must not be mistaken for none.
        case ended(ApplicationIdentifier)
    }

    let exchange: NativeExchange
    let keys: any KeyProvider
    var state: State
    private var generation: UInt64

    /// Takes a card that was just powered: the card itself (PICC level) is selected.
    public init(_ transport: any CardTransport, keys: any KeyProvider) {
        exchange = NativeExchange(transport: transport)
        self.keys = keys
        state = .selected(.picc)
        generation = transport.generation
    }

    /// Whether a session runs, as far as this side knows.
    public var isAuthenticated: Bool {
        if case .authenticated = state {
            generation == exchange.transport.generation
        } else {
            false
        }
    }

    /// Selects an application, or `.picc`.
    ///
    /// Session and transaction end.
    public func select(_ application: ApplicationIdentifier) throws(DESFireError) {
        let current = exchange.transport.generation
        let command = NativeCommand.selectApplication(application)
        do throws(ExchangeFailure) {
            let answer = try exchange.run(command.instruction.rawValue, command.header)
            guard answer.isEmpty else { throw .malformed(.wrongLength(byteCount: answer.count)) }
        } catch {
            if case .notSent = error {} else { state = .unselected }
            throw Self.explain(error, command.instruction, command.effect)
        }
        state = .selected(application)
        generation = current
    }

    /// Runs a command in the session, or in plain where there is none, and gives the answer's data.
    public func run(_ command: NativeCommand) throws(DESFireError) -> [UInt8] {
        switch try currentState() {
        case .unselected: throw .nothingSelected
        case .ended: throw .sessionEnded
        case .selected: return try runPlain(command)
        case .authenticated(let application, let session):
            return try run(command, in: session, of: application)
        }
    }

    /// The state, if the card is still the one it was made with.
    func currentState() throws(DESFireError) -> State {
        guard generation == exchange.transport.generation else { throw .generationEnded }
        return state
    }

    /// Sends a payload that is ready, and ends session or selection if that fails.
    func transfer(
        _ instruction: Instruction,
        _ payload: [UInt8],
        _ effect: CommandEffect
    ) throws(DESFireError) -> [UInt8] {
        do {
            return try exchange.run(instruction.rawValue, payload)
        } catch {
            throw fail(error, instruction, effect)
        }
    }

    /// Draws the consequence of a failed exchange for the state, and names it.
    func fail(
        _ failure: ExchangeFailure,
        _ instruction: Instruction,
        _ effect: CommandEffect
    ) -> DESFireError {
        switch (failure, state) {
        case (.notSent, _): break
        case (.status, .authenticated(let application, _)): state = .ended(application)
        case (.status, _): break
        case (.lost, _), (.malformed, _): state = .unselected
        }
        return Self.explain(failure, instruction, effect)
    }

    /// Without a session nothing is believed that should have come protected.
    private func runPlain(_ command: NativeCommand) throws(DESFireError) -> [UInt8] {
        guard command.protection.allowsPlain else {
            throw .notAuthenticated(command: command.instruction)
        }
        let answer = try transfer(
            command.instruction,
            command.header + command.data,
            command.effect
        )
        guard command.answerLength.admits(answer.count) else {
            throw fail(
                .malformed(.wrongLength(byteCount: answer.count)),
                command.instruction,
                command.effect
            )
        }
        return answer
    }

    private func run(
        _ command: NativeCommand,
        in session: Session,
        of application: ApplicationIdentifier
    ) throws(DESFireError) -> [UInt8] {
        var session = session
        let modes = session.channel.modes(of: command.protection)
        let payload: [UInt8]
        do {
            payload = try session.channel.protect(
                command.instruction.rawValue,
                header: command.header,
                data: command.data,
                mode: modes.request
            )
        } catch {
            throw refuse(error, command.instruction, .none)
        }
        let answer = try transfer(command.instruction, payload, command.effect)
        do {
            let data = try session.channel.open(
                answer,
                mode: modes.answer,
                length: command.answerLength
            )
            state = .authenticated(application, session)
            return data
        } catch {
            throw refuse(error, command.instruction, command.effect)
        }
    }
}
