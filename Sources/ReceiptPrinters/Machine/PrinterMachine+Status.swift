/// What the printer says, and what follows from it.
extension PrinterMachine {
    mutating func receive(_ bytes: [UInt8]) {
        switch state {
        case .closed, .opening, .stopped: return
        case .probing, .ready, .composing, .sending, .proving, .fault, .resynchronising: break
        }
        for answer in answers.receive(bytes) {
            switch answer {
            case .realTime(let byte): answered(byte)
            case .automatic(let bytes): automatic(bytes)
            case .inTurn: answeredInTurn()
            case .block(let identifier, let text): block(identifier, text)
            case .full(let bytes): answered(full: bytes)
            }
        }
    }

    private mutating func answered(_ byte: UInt8) {
        switch round.answered(at: now) {
        case .state: status.applyState(byte)
        case .cause: if status.applyCause(byte) { round.insert(.error) }
        case .error: status.applyError(byte)
        case .paper: status.applyPaper(byte)
        case .full, nil: return
        }
        askNext()
    }

    private mutating func answered(full bytes: [UInt8]) {
        guard round.answered(at: now) == .full else { return }
        answers.isFullStatusExpected = false
        status.apply(full: bytes)
        askNext()
    }

    private mutating func block(_ identifier: UInt8, _ text: [UInt8]) {
        if identifier == 0x37, text == [0x25] { return cleared() }
        if identifier == 0x37, let number = ProcessIdentifiers.number(in: text) {
            return identified(number)
        }
        guard identifier == 0x5F else { return }
        switch state {
        case .probing(.maker):
            identity?.maker = String(decoding: text, as: UTF8.self)
            state = .probing(.model(until: now + times.answer))
            send(PrinterCommand.askModel)
        case .probing(.model):
            identity?.model = String(decoding: text, as: UTF8.self)
            probeParser()
        case .closed, .opening, .probing, .ready, .composing, .sending, .proving, .fault,
            .resynchronising, .stopped:
            break
        }
    }

    private mutating func automatic(_ bytes: [UInt8]) {
        status.apply(automatic: bytes)
        let fault = status.fault
        switch state {
        case .probing(let step):
            if let fault {
                enter(fault)
            } else if case .parser = step, model.proof != .paperAnswer {
                parserAnswered()
            }
        case .ready, .composing:
            if let fault { enter(fault) }
        case .sending, .proving:
            if let fault { jobFault(fault) }
        case .fault:
            if let fault { enter(fault) } else { leaveFault() }
        case .resynchronising(let step):
            if step.step == .flushing { inSenses() }
        case .closed, .opening, .stopped:
            break
        }
    }

    /// All questions of a round are answered.
    mutating func roundEnded() {
        let fault = status.fault
        switch state {
        case .probing(.status):
            if let fault { enter(fault) } else { probeFurther() }
        case .ready:
            if let fault { return enter(fault) }
            state = .ready(pollAt: now + pollInterval)
            tellChecked()
            if let job { begin(job.page) }
        case .proving:
            if let fault { jobFault(fault) } else { stateIsGood() }
        case .fault:
            if let fault { enter(fault) } else { leaveFault() }
        case .closed, .opening, .probing, .composing, .sending, .resynchronising, .stopped:
            break
        }
    }

    /// A question was not answered.
    private mutating func roundSilent() {
        round.cancel()
        switch state {
        case .probing, .ready: resynchronise()
        case .proving(var proving):
            // The job's own time decides.
            proving.nextAt = now + times.poll
            state = .proving(proving)
        case .fault: lose(.silent)
        case .closed, .opening, .composing, .sending, .resynchronising, .stopped: break
        }
    }

    /// Nothing is printed until the fault is mended. A job that waits for its turn is not printed, one
    /// that was begun waits for the mending.
    mutating func enter(_ fault: PrinterFault) {
        senseDeadline = nil
        var waiting = Waiting(pollAt: now + times.poll, recoverAt: now)
        if case .fault(_, let earlier) = state { waiting.recoverAt = earlier.recoverAt }
        failure = nil
        state = .fault(fault, waiting)
        round.cancel()
        if job?.trace == Job.Trace.none { giveUp(fault) }
        recover(from: fault)
        tellChecked()
    }

    /// A jam that was removed must be told to the printer. It cannot be told too often, but a cutter that
    /// tries and tries does itself no good.
    private mutating func recover(from fault: PrinterFault) {
        guard case .fault(_, var waiting) = state, !isInsideJob, now >= waiting.recoverAt else {
            return
        }
        switch fault {
        case .cutter, .error: send(PrinterCommand.recover)
        case .paperOut, .coverOpen, .hot, .unrecoverable, .offline, .silent, .link,
            .tellsNothing, .stopped:
            return
        }
        waiting.recoverAt = now + times.recovery
        state = .fault(fault, waiting)
    }

    private mutating func leaveFault() {
        round.cancel()
        if isInsideJob || residue == .job { resynchronise() } else { probe() }
    }

    /// A fault while the job's bytes are in the printer.
    mutating func jobFault(_ fault: PrinterFault) {
        job?.fault = fault
        switch fault {
        case .hot:
            // It goes on by itself, with the same receipt.
            return waitForCooling()
        case .unrecoverable, .offline: giveUp(fault)
        case .paperOut, .coverOpen, .cutter, .error, .silent, .link, .tellsNothing, .stopped:
            residue = .job
        }
        if model.clearsBuffers { return resynchronise() }
        effects.append(.discardUnsent)
        enter(fault)
    }

    private mutating func waitForCooling() {
        guard let limit = job?.limit else { return }
        switch state {
        case .sending(var sending):
            sending.deadline = limit
            state = .sending(sending)
        case .proving(var proving):
            proving.deadline = limit
            if !model.tellsChanges { proving.nextAt = now + times.poll }
            state = .proving(proving)
        case .closed, .opening, .probing, .ready, .composing, .fault, .resynchronising, .stopped:
            break
        }
    }
}

/// Time.
extension PrinterMachine {
    mutating func timePassed() {
        if let job, now >= job.limit { jobLimitReached() }
        if let deadline = round.deadline, now >= deadline { roundSilent() }
        switch state {
        case .closed(let reopenAt):
            guard now >= reopenAt else { return }
            state = .opening(until: now + times.connecting)
            effects.append(.open)
        case .opening(let until):
            if now >= until { lose(.silent) }
        case .probing(let step): probeTimePassed(step)
        case .ready(let pollAt):
            if now >= pollAt, model.answersStatus, round.open == nil { ask() }
        case .sending(let sending):
            if now >= sending.deadline {
                attemptOver()
            } else if let resumeAt = sending.resumeAt, now >= resumeAt {
                resume(sending)
            }
        case .proving(let proving):
            if now >= proving.deadline {
                attemptOver()
            } else if let nextAt = proving.nextAt, now >= nextAt {
                proveFurther()
            }
        case .fault(let fault, let waiting): faultTimePassed(fault, waiting)
        case .resynchronising(let step):
            if now >= step.deadline { lose(.silent) } else if now >= step.nextAt { flush() }
        case .composing, .stopped: break
        }
    }

    private mutating func probeTimePassed(_ step: Probe) {
        switch step {
        case .status: break
        case .maker(let until), .model(let until): if now >= until { probeParser() }
        case .parser(let until): if now >= until { resynchronise() }
        case .quiet(let until):
            guard now >= until else { return }
            openPaperQuestions = 0
            becomeReady()
        }
    }

    private mutating func resume(_ sending: Sending) {
        guard let bytes = job?.page.bytes else { return }
        if sending.offset < bytes.count { sendPiece() } else { prove(sending) }
    }

    private mutating func faultTimePassed(_ fault: PrinterFault, _ waiting: Waiting) {
        guard now >= waiting.pollAt, round.open == nil else { return }
        if isInsideJob {
            // It may not be asked here; it tells by itself when the fault has ended.
            state = .fault(
                fault,
                Waiting(pollAt: now + times.poll, recoverAt: waiting.recoverAt)
            )
        } else {
            ask()
        }
    }
}
