/// A job's way through the printer.
extension PrinterMachine {
    mutating func take(_ wanted: PrintJob) {
        precondition(job == nil, "one job at a time")
        let patience = min(wanted.patience, PrinterTimes.longestJob)
        job = Job(number: wanted.number, page: wanted.page, limit: now + patience)
        switch state {
        case .closed: state = .closed(reopenAt: now)
        case .opening, .probing, .resynchronising: break
        case .ready:
            // A round that is open would come between the job's bytes.
            if round.open == nil { begin(wanted.page) }
        case .fault(let fault, _): giveUp(fault)
        case .stopped: giveUp(.stopped)
        case .composing, .sending, .proving: preconditionFailure("one job at a time")
        }
    }

    mutating func copied(_ number: Int, _ page: PrintedPage) {
        guard case .composing = state, job?.number == number else { return }
        begin(page)
    }

    mutating func begin(_ page: PrintedPage) {
        job?.page = page
        job?.attempts += 1
        job?.trace = .some
        job?.identifier = nil
        let paper = times.jobPer20Millimetres * page.lengthMillimetres / 20
        state = .sending(Sending(deadline: now + times.job + paper))
        isInsideJob = true
        sendPiece()
    }

    mutating func sendPiece() {
        guard case .sending(var sending) = state, let bytes = job?.page.bytes else { return }
        let end = min(sending.offset + model.bytesInFlight, bytes.count)
        send(Array(bytes[sending.offset..<end]))
        sending.offset = end
        sending.resumeAt = nil
        state = .sending(sending)
    }

    /// All that was given to the link has left.
    mutating func sent() {
        switch state {
        case .sending(var sending):
            guard let bytes = job?.page.bytes else { return }
            let pieceSent = min(model.bytesInFlight, sending.offset)
            if model.bytesPerSecond > 0 {
                sending.resumeAt = now + .seconds(1) * pieceSent / model.bytesPerSecond
                state = .sending(sending)
            } else if sending.offset < bytes.count {
                sendPiece()
            } else {
                prove(sending)
            }
        case .resynchronising: flushed()
        case .closed, .opening, .probing, .ready, .composing, .proving, .fault, .stopped: break
        }
    }

    /// The whole job has left; now it is to be proved.
    mutating func prove(_ sending: Sending) {
        isInsideJob = false
        var proving = Proving(deadline: sending.deadline)
        switch model.proof {
        case .none:
            // Nobody will ever know more. The job is whole, so nothing of it is in the way.
            end(.unknown(.tellsNothing))
            state = .ready(pollAt: now + pollInterval)
            return
        case .file:
            end(.printed(.file))
            state = .ready(pollAt: now)
            return
        case .processIdentifier:
            let number = identifiers.issue()
            job?.identifier = number
            proving.nextAt = now + times.identifierRepeat
            send(PrinterCommand.processIdentifier(ProcessIdentifiers.characters(of: number)))
        case .paperAnswer:
            openPaperQuestions += 1
            proving.nextAt = model.tellsChanges ? nil : now + times.poll
            send(PrinterCommand.askPaperInTurn)
        case .assumed:
            // Not before the paper had time to come out.
            let millimetres = job?.page.lengthMillimetres ?? 0
            proving.nextAt = now + times.settling + times.jobPer20Millimetres * millimetres / 20
        }
        state = .proving(proving)
    }

    /// The moment for another question in `proving`.
    mutating func proveFurther() {
        guard case .proving(var proving) = state else { return }
        proving.nextAt = nil
        if model.proof == .processIdentifier {
            let number = identifiers.issue()
            proving.nextAt = now + times.identifierRepeat
            send(PrinterCommand.processIdentifier(ProcessIdentifiers.characters(of: number)))
        }
        state = .proving(proving)
        // A printer that tells its changes by itself is asked only where the state is the proof.
        let isStateTheProof = model.proof == .assumed || proving.isAnswered
        if !model.tellsChanges || isStateTheProof, round.open == nil { ask() }
    }

    /// The printer's state is good while the job is being proved.
    mutating func stateIsGood() {
        guard case .proving(var proving) = state else { return }
        if model.proof == .assumed { return printed(.assumed) }
        if proving.isAnswered { return printed(.paperAnswer) }
        proving.nextAt = proving.nextAt ?? now + times.poll
        state = .proving(proving)
    }

    mutating func printed(_ proof: PrintProof) {
        end(.printed(proof))
        round.cancel()
        state = .ready(pollAt: now + pollInterval)
        tellChecked()
    }

    /// A block that names a process.
    mutating func identified(_ number: Int) {
        guard let job, job.trace == .some, let first = job.identifier,
            identifiers.proves(number, since: first)
        else { return }
        switch state {
        case .proving: printed(.processIdentifier)
        case .fault, .resynchronising, .probing:
            // It came out after all, just before the fault, and its cut with it.
            end(.printed(.processIdentifier))
        case .closed, .opening, .ready, .composing, .sending, .stopped: break
        }
    }

    /// The answer to a question that the printer took in its turn.
    mutating func answeredInTurn() {
        openPaperQuestions = max(0, openPaperQuestions - 1)
        switch state {
        case .proving(var proving):
            // The answers of earlier jobs come first.
            guard model.proof == .paperAnswer, openPaperQuestions == 0, !proving.isAnswered else {
                return
            }
            proving.isAnswered = true
            proving.nextAt = now + times.settling
            round.cancel()
            state = .proving(proving)
        case .probing(.parser) where model.proof == .paperAnswer:
            parserAnswered()
        case .probing(.quiet):
            state = .probing(.quiet(until: now + times.settling))
        case .closed, .opening, .probing, .ready, .composing, .sending, .fault, .resynchronising,
            .stopped:
            break
        }
    }

    /// The job's own time is over without proof.
    mutating func attemptOver() {
        giveUp(.silent)
        if model.answersStatus { resynchronise() } else { lose(.silent) }
    }

    /// Nobody waits for the job any longer.
    mutating func jobLimitReached() {
        switch state {
        case .sending, .proving: attemptOver()
        case .composing:
            giveUp(.error)
            state = .ready(pollAt: now)
        case .fault(let fault, _):
            giveUp(fault)
            if isInsideJob { resynchronise() }
        case .closed, .opening, .probing, .ready, .resynchronising, .stopped:
            giveUp(failure ?? .silent)
        }
    }
}
