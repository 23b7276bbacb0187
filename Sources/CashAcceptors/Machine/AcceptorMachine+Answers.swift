/// What commands answer, once the device is set up.
extension AcceptorMachine {
    mutating func answered(_ answer: NoteValidatorAnswer) {
        guard let command = underWay?.command else { return }
        underWay = nil
        if answer == .none {
            unanswered += 1
            if unanswered >= Self.unansweredLimit { return fallSilent() }
        } else if unanswered > 0 {
            unanswered = 0
            // It may have lost its power meanwhile, and with it what it was told.
            setUpAgain()
        }
        switch state {
        case .lineDown, .lineOpening, .stopped: break
        case .starting: started(command, answer)
        case .silent: if answer != .none { start() }
        case .settling, .closed, .opening, .open, .closing, .broken: worked(command, answer)
        }
    }

    private mutating func worked(
        _ command: NoteValidatorCommand,
        _ answer: NoteValidatorAnswer
    ) {
        switch (command, answer) {
        case (.readEvents, .done(let data)):
            pollAt = now + times.poll
            if read(data) { finishReading() }
        case (.readEvents, .none): pollAt = now + times.poll
        case (.readEvents, .refused):
            pollAt = now + times.retry
            refuse(command)
        case (.route, .refused): refuse(command)
        case (.route, .done(let data)): routed(data)
        case (.route, .none): orderIsLost()
        case (.selfCheck, .done(let data)): checked(AcceptorFault(selfCheck: data[0]))
        case (.selfCheck, .refused): checked(nil)
        case (.selfCheck, .none): break
        case (.master(let isAccepting), .done): acknowledged(isAccepting: isAccepting)
        case (.master, .refused), (.acceptedTypes, .refused), (.useStackerAndEscrow, .refused):
            refuse(command)
        case (.master, .none), (.acceptedTypes, .none), (.useStackerAndEscrow, .none):
            waiting.insert(command, at: 0)
        case (.acceptedTypes, .done), (.useStackerAndEscrow, .done): break
        // Asked at the start only; what comes of them then is old.
        case (.simplePoll, _), (.equipmentCategory, _), (.productCode, _), (.serialNumber, _),
            (.noteIdentifier, _), (.scalingFactor, _):
            break
        }
    }

    private mutating func acknowledged(isAccepting: Bool) {
        switch state {
        case .opening where isAccepting:
            state = .open
            tell(.opened)
        case .closing where !isAccepting:
            state = .closing(isAcknowledged: true)
            pollAt = now
        case .lineDown, .lineOpening, .starting, .settling, .closed, .opening, .open, .closing,
            .broken, .silent, .stopped:
            break
        }
    }

    private mutating func checked(_ found: AcceptorFault?) {
        if let found { return breakDown(found) }
        guard case .broken = state, !owesClosed, escrow == nil else { return }
        start()
    }

    /// Tells the device anew what it takes, and to take it.
    mutating func setUpAgain() {
        guard state == .open, waiting.isEmpty else { return }
        waiting = [acceptedTypes, .useStackerAndEscrow, .master(isAccepting: true)]
    }
}

/// Opening, closing and failing.
extension AcceptorMachine {
    mutating func open(atMostFen limitFen: Int64) {
        switch state {
        case .closed:
            remainingFen = limitFen
            owesClosed = true
            state = .opening
            waiting.append(.master(isAccepting: true))
        case .opening: remainingFen = limitFen
        case .open:
            remainingFen = limitFen
            tell(.opened)
        case .closing: nextLimitFen = limitFen
        case .starting, .settling: owesClosed = true
        case .lineDown, .lineOpening, .broken, .silent: answerClosed()
        case .stopped: break
        }
    }

    mutating func close() {
        switch state {
        case .closed, .opening, .open:
            owesClosed = true
            state = .closing(isAcknowledged: false)
            waiting = [.master(isAccepting: false)]
        case .closing: nextLimitFen = nil
        case .starting, .settling: owesClosed = true
        case .lineDown, .lineOpening, .broken, .silent: answerClosed()
        case .stopped: break
        }
    }

    /// The device is not open. Who waits for `closed` already gets one for all.
    private mutating func answerClosed() {
        if !owesClosed { tell(.closed) }
    }

    private mutating func tellClosed() {
        guard owesClosed else { return }
        owesClosed = false
        closedBy = nil
        tell(.closed)
    }

    /// What a look at the event buffer ends.
    private mutating func finishReading() {
        guard escrow == nil else { return }
        switch state {
        case .settling:
            fault = nil
            state = .closed
            tell(.ready(identity))
            tellClosed()
        case .closing(isAcknowledged: true):
            state = .closed
            tellClosed()
            guard let limitFen = nextLimitFen else { break }
            nextLimitFen = nil
            open(atMostFen: limitFen)
        // First it is told to take no more.
        case .broken where waiting.isEmpty: tellClosed()
        case .lineDown, .lineOpening, .starting, .closed, .opening, .open, .closing, .broken,
            .silent, .stopped:
            break
        }
    }

    /// A note that does not leave escrow does not keep anybody waiting for ever.
    mutating func tellClosedInTime() {
        if case .broken = state, let closedBy, now >= closedBy { tellClosed() }
    }

    /// The device answers, but it takes no notes until it is in order.
    mutating func breakDown(_ found: AcceptorFault) {
        tellFault(found)
        if case .broken = state { return }
        if owesClosed { closedBy = now + Self.closingLimit }
        nextLimitFen = nil
        waiting = [.master(isAccepting: false)]
        pollAt = now
        state = .broken(checkAt: now + times.retry)
    }

    /// The device is out of reach.
    mutating func lose(_ found: AcceptorFault) {
        tellFault(found)
        underWay = nil
        waiting = []
        unanswered = 0
        nextLimitFen = nil
        tellClosed()
    }

    private mutating func fallSilent() {
        lose(.silent)
        state = .silent(askAt: now + times.retry)
    }

    /// Its counter went back to 0: it knows nothing any more of what it was told, and of what it told.
    mutating func restarted(after counter: UInt8) {
        tell(.suspicion(.reset(after: counter)))
        escrow = nil
        lastCounter = 0
        tell(.told(counter: 0))
        guard isPolled else { return }
        tellFault(.restarted)
        nextLimitFen = nil
        tellClosed()
        start()
    }

    private mutating func tellFault(_ found: AcceptorFault) {
        guard fault != found else { return }
        fault = found
        tell(.fault(found))
    }
}
