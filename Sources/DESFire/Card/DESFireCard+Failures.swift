/// What a failure means for a command, by what the command does to the card.
extension DESFireCard {
    static func explain(
        _ failure: ExchangeFailure,
        _ instruction: Instruction,
        _ effect: CommandEffect
    ) -> DESFireError {
        switch (failure, effect) {
        case (.notSent(let error), _):
            .notSent(error)
        case (.lost(let error), .none), (.lost(let error), .staged):
            .interrupted(error, command: instruction)
        case (.lost(let error), .immediate), (.lost(let error), .commits):
            .unknown(.lost(error), command: instruction)
        case (.malformed(let reason), .none), (.malformed(let reason), .staged):
            .malformedAnswer(reason, command: instruction)
        case (.malformed(let reason), .immediate), (.malformed(let reason), .commits):
            .unknown(.malformed(reason), command: instruction)
        case (.status(let status), .commits):
            .unknown(.refused(status), command: instruction)
        case (.status(let status), _):
            .status(status, command: instruction)
        }
    }

    /// The channel refused a request (nothing was sent: no effect) or an answer.
    func refuse(
        _ error: SecureChannelError,
        _ instruction: Instruction,
        _ effect: CommandEffect
    ) -> DESFireError {
        switch error {
        case .counterExhausted:
            if case .authenticated(let application, _) = state { state = .ended(application) }
            return .counterExhausted
        case .wrongLength(let count):
            return fail(.malformed(.wrongLength(byteCount: count)), instruction, effect)
        case .integrity:
            state = .unselected
            switch effect {
            case .none, .staged: return .integrity(command: instruction)
            case .immediate, .commits: return .unknown(.integrity, command: instruction)
            }
        }
    }
}
