/// The link, and what is found behind it.
extension PrinterMachine {
    mutating func opened() {
        guard case .opening = state else { return }
        answers = PrinterAnswers()
        round = StatusRound()
        status = PrinterStatus()
        senseDeadline = nil
        if !model.answersStatus {
            becomeReady()
        } else if isInsideJob || residue == .job {
            resynchronise()
        } else {
            probe()
        }
    }

    /// The link is gone, and with it whatever was under way.
    mutating func lose(_ fault: PrinterFault) {
        switch state {
        case .stopped, .closed: return
        case .opening, .probing, .ready, .composing, .sending, .proving, .fault, .resynchronising:
            break
        }
        effects.append(.abort)
        round.cancel()
        failure = fault
        giveUp(fault)
        state = .closed(reopenAt: now + pause)
        pause = min(pause * 2, times.longestPause)
        tellChecked()
    }

    mutating func stop() {
        if case .stopped = state { return }
        let isJobUnderWay = job?.trace == .some
        giveUp(.stopped)
        effects.append(isJobUnderWay ? .abort : .finish)
        round.cancel()
        state = .stopped
        tellChecked()
    }

    /// Asks how the printer is before anything else is sent to it.
    mutating func probe() {
        state = .probing(.status)
        ask()
    }

    /// Begins a round of questions.
    mutating func ask() {
        precondition(!isInsideJob, "a question would become a part of an image")
        round.begin([.cause, .state, .paper] + (model.hasPresenter ? [.full] : []))
        askNext()
    }

    mutating func askNext() {
        guard let question = round.next(until: now + times.answer) else { return roundEnded() }
        answers.isFullStatusExpected = question == .full
        send(PrinterCommand.ask(question))
    }

    /// The printer's state is good: on to who it is, and whether its command parser is alive.
    mutating func probeFurther() {
        if residue == .uncertain, model.clearsBuffers {
            // What an earlier process left in there would come out for the next customer.
            resynchronise()
        } else if model.tellsIdentity, identity == nil {
            identity = PrinterIdentity()
            state = .probing(.maker(until: now + times.answer))
            send(PrinterCommand.askMaker)
        } else {
            probeParser()
        }
    }

    mutating func probeParser() {
        let questions =
            (model.tellsChanges ? PrinterCommand.tellChanges : [])
            + (model.proof == .paperAnswer ? PrinterCommand.askPaperInTurn : [])
        send(PrinterCommand.initialise + questions)
        if model.proof == .paperAnswer { openPaperQuestions += 1 }
        if questions.isEmpty { return becomeReady() }
        state = .probing(.parser(until: now + times.answer))
    }

    /// The parser has answered.
    mutating func parserAnswered() {
        if model.proof == .paperAnswer {
            state = .probing(.quiet(until: now + times.settling))
        } else {
            becomeReady()
        }
    }

    /// Cuts off what hangs in the mouth. That it is off is believed when a receipt behind it is proved:
    /// the cutter may jam, and the cut that waits is cleared then.
    private mutating func tearOff(behind flush: [UInt8] = []) {
        send(flush + model.tearOff)
        residue = model.answersStatus && model.proof != .none ? .slip : .none
    }

    /// Nothing stands in the way of printing any more.
    mutating func becomeReady() {
        failure = nil
        senseDeadline = nil
        pause = times.shortestPause
        switch residue {
        case .none, .uncertain: residue = .none
        case .slip: tearOff()
        case .job where model.proof == .file: residue = .none
        case .job: tearOff(behind: PrinterCommand.flush)
        }
        isInsideJob = false
        state = .ready(pollAt: now + pollInterval)
        tellChecked()
        guard let job else { return }
        if job.trace == .none {
            begin(job.page)
        } else if job.attempts < Self.attemptLimit {
            state = .composing
            effects.append(.composeCopy(job: job.number))
        } else {
            giveUp(.error)
        }
    }

    var pollInterval: Duration { model.tellsChanges ? times.idlePoll : times.poll }

    mutating func check() {
        isCheckWanted = true
        switch state {
        case .closed:
            state = .closed(reopenAt: now)
        case .opening, .probing, .resynchronising:
            break
        case .ready:
            if !model.answersStatus { tellChecked() } else if round.open == nil { ask() }
        case .composing, .sending, .proving, .fault, .stopped:
            tellChecked()
        }
    }
}

/// Coming back to one's senses: nobody knows what the printer makes of the next byte.
extension PrinterMachine {
    mutating func resynchronise() {
        round.cancel()
        effects.append(.discardUnsent)
        let deadline = senseDeadline ?? now + times.resynchronising
        senseDeadline = deadline
        guard now < deadline else { return lose(.silent) }
        state = .resynchronising(
            Resynchronising(
                step: .clearing,
                nextAt: now + times.answer,
                deadline: deadline
            )
        )
        if model.clearsBuffers {
            // The one real-time command that is allowed here: inside an image it does no harm.
            send(PrinterCommand.clearBuffers)
        } else {
            flush()
        }
    }

    /// Fills up whatever image is open, and asks for a sign of life behind it.
    mutating func flush() {
        guard case .resynchronising(var step) = state else { return }
        step.nextAt = now + times.poll
        if step.step == .clearing || step.hasLeft {
            step.step = .flushing
            step.hasLeft = false
            send(PrinterCommand.flush + (model.tellsChanges ? PrinterCommand.tellChanges : []))
        }
        state = .resynchronising(step)
    }

    /// The printer threw its buffers away and said so.
    mutating func cleared() {
        guard case .resynchronising = state else { return }
        if job?.trace == .some { job?.trace = .cleared }
        openPaperQuestions = 0
        inSenses()
    }

    /// The printer takes commands again; what it had before is not there any more.
    mutating func inSenses() {
        isInsideJob = false
        switch residue {
        case .job: residue = .slip
        case .uncertain, .none: residue = .none
        case .slip: break
        }
        probe()
    }

    /// The fill has left, and this printer tells nothing by itself: it is asked.
    mutating func flushed() {
        guard case .resynchronising(var step) = state, step.step == .flushing else { return }
        step.hasLeft = true
        state = .resynchronising(step)
        if !model.tellsChanges { inSenses() }
    }
}
