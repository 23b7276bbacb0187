/// Authentication and the change of keys.
extension DESFireCard {
    /// Authenticates both sides with a key of the selected application and begins a session.
    ///
    /// A wrong key shows as status `authenticationError`, a card that does not know the key as
    /// `cardNotGenuine`. Neither is tried again. 77 needs a running EV2 session.
    public func authenticate(
        keyNumber: UInt8,
        with key: KeyReference,
        scheme: AuthenticationScheme
    ) throws(DESFireError) {
        let (application, previous) = try selection()
        if scheme == .ev2NonFirst, !(previous is EV2Channel) {
            throw .notAuthenticated(command: scheme.instruction)
        }
        let pending = try challenge(keyNumber, key, scheme)
        let proof = try step(scheme, .additionalFrame, pending.token, expecting: .ok)
        do {
            let channel = try Self.channel(
                try pending.complete(cardProof: proof),
                previous: previous,
                scheme,
                key
            )
            state = .authenticated(application, Session(keyNumber: keyNumber, channel: channel))
        } catch {
            state = .ended(application)
            throw .keys(error)
        }
    }

    /// Changes a key of the selected application.
    ///
    /// `old` is the key that is there now; it is needed unless the key of the session itself is
    /// changed, after which the session is over.
    public func changeKey(
        _ keyNumber: UInt8,
        from old: KeyReference,
        to new: KeyReference,
        version: UInt8
    ) throws(DESFireError) {
        guard case .authenticated(let application, var session) = try currentState() else {
            throw .notAuthenticated(command: .changeKey)
        }
        let isOwn = keyNumber == session.keyNumber
        let typeBits = application == .picc ? new.type.bits : 0
        let command = NativeCommand.changeKey(header: [keyNumber | typeBits])
        let change = KeyChange(
            instruction: command.instruction,
            header: command.header,
            newKey: new,
            newVersion: version,
            oldKey: isOwn ? nil : old,
            encipherment: session.channel.encipherment
        )
        let cryptogram: [UInt8]
        do { cryptogram = try keys.newKeyCryptogram(change) } catch { throw .keys(error) }
        let payload: [UInt8]
        do {
            payload = try session.channel.protect(
                command.instruction.rawValue,
                header: command.header,
                cryptogram: cryptogram
            )
        } catch {
            throw refuse(error, command.instruction, .none)
        }
        let answer = try transfer(command.instruction, payload, command.effect)
        try finish(command, answer, isOwn: isOwn, application, session)
    }

    /// The answer to the change of the session's own key is a bare status, for the card has
    /// forgotten the session.
    private func finish(
        _ command: NativeCommand,
        _ answer: [UInt8],
        isOwn: Bool,
        _ application: ApplicationIdentifier,
        _ session: Session
    ) throws(DESFireError) {
        if isOwn {
            guard answer.isEmpty else {
                throw fail(
                    .malformed(.wrongLength(byteCount: answer.count)),
                    command.instruction,
                    command.effect
                )
            }
            state = .ended(application)
            return
        }
        var session = session
        do {
            _ = try session.channel.open(answer, mode: .mac, length: .exactly(0))
            state = .authenticated(application, session)
        } catch {
            throw refuse(error, command.instruction, command.effect)
        }
    }

    /// What is selected, and the channel of a running session.
    private func selection() throws(DESFireError) -> (ApplicationIdentifier, (any SecureChannel)?) {
        switch try currentState() {
        case .unselected: throw .nothingSelected
        case .selected(let application), .ended(let application): return (application, nil)
        case .authenticated(let application, let session): return (application, session.channel)
        }
    }

    /// The first step, and the key holder's answer to it.
    private func challenge(
        _ keyNumber: UInt8,
        _ key: KeyReference,
        _ scheme: AuthenticationScheme
    ) throws(DESFireError) -> any PendingAuthentication {
        // 71 announces the length of capabilities; this terminal has none to announce.
        let request = scheme == .ev2First ? [keyNumber, 0x00] : [keyNumber]
        let encryptedRndB = try step(
            scheme,
            scheme.instruction,
            request,
            expecting: .additionalFrame
        )
        do {
            return try keys.respond(
                to: AuthenticationChallenge(
                    key: key,
                    scheme: scheme,
                    encryptedRndB: encryptedRndB
                )
            )
        } catch {
            abandonChain()
            throw .keys(error)
        }
    }

    /// A chain that is left open makes the card refuse the next command, so it is ended with an
    /// empty frame, whatever the card says to that.
    private func abandonChain() {
        if case .authenticated(let application, _) = state { state = .ended(application) }
        do {
            _ = try exchange.step(.additionalFrame, [], expecting: .ok)
        } catch {
            switch error {
            case .lost, .malformed: state = .unselected
            case .notSent, .status: break
            }
        }
    }

    private func step(
        _ scheme: AuthenticationScheme,
        _ instruction: Instruction,
        _ data: [UInt8],
        expecting status: DESFireStatus
    ) throws(DESFireError) -> [UInt8] {
        do {
            return try exchange.step(instruction, data, expecting: status)
        } catch {
            throw fail(error, scheme.instruction, .none)
        }
    }

    private static func channel(
        _ keys: SessionKeys,
        previous: (any SecureChannel)?,
        _ scheme: AuthenticationScheme,
        _ key: KeyReference
    ) throws(KeyProviderError) -> any SecureChannel {
        switch (keys, scheme) {
        case (.ev1(let type, let sessionKey), .iso), (.ev1(let type, let sessionKey), .aes):
            return EV1Channel(type: type, sessionKey: sessionKey)
        case (.ev2First(let encipherment, let mac, let identifier), .ev2First):
            return EV2Channel(
                encipherment: encipherment,
                mac: mac,
                transactionIdentifier: identifier
            )
        case (.ev2NonFirst(let encipherment, let mac), .ev2NonFirst):
            guard let previous = previous as? EV2Channel else { break }
            return previous.rekeyed(encipherment: encipherment, mac: mac)
        default: break
        }
        throw .schemeMismatch(scheme, key.type)
    }
}
