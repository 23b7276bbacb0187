/// The event buffer and the note in escrow.
extension AcceptorMachine {
    /// Takes what is new in the buffer; false when the device turned out to be reset while it was in
    /// use, and the start has begun.
    mutating func read(_ data: [UInt8]) -> Bool {
        guard let buffer = NoteEventBuffer(data) else {
            preconditionFailure("an answer of that length was taken for an event buffer")
        }
        guard let last = lastCounter else {
            readOld(buffer)
            return true
        }
        if buffer.counter == 0, last != 0 {
            let wasInUse = isPolled
            restarted(after: last)
            return !wasInUse
        }
        let count = buffer.count(after: last)
        let events = buffer.newest(count)
        if count > events.count {
            tell(.suspicion(.eventsLost(count: count - events.count)))
            // What became of the note is among the lost.
            escrow = nil
        }
        for (counter, event) in events { take(event, counter) }
        lastCounter = buffer.counter
        if count > 0 { tell(.told(counter: buffer.counter)) }
        decide(newest: buffer.counter)
        return true
    }

    /// What was there before a counter was known is for staff.
    private mutating func readOld(_ buffer: NoteEventBuffer) {
        for (counter, event) in buffer.newest(NoteEventBuffer.capacity) {
            switch event {
            case .stacked(let type):
                guard let amountFen = amountFen(ofType: type) else { fallthrough }
                tell(.suspicion(.creditOfUnknownOrigin(amountFen: amountFen, counter: counter)))
            case .code(.unknownNoteStacked):
                tell(.suspicion(.unknownNoteStacked(counter: counter)))
            case .inEscrow(let type):
                guard counter == buffer.counter else { break }
                hold(type, counter)
            case .code, .unknown: break
            }
        }
        lastCounter = buffer.counter
        tell(.told(counter: buffer.counter))
    }

    private mutating func take(_ event: NoteEvent, _ counter: UInt8) {
        switch event {
        case .stacked(let type):
            escrow = nil
            guard let amountFen = amountFen(ofType: type) else {
                return tell(.suspicion(.unknownNoteStacked(counter: counter)))
            }
            remainingFen -= amountFen
            tell(.noteTaken(NoteCredit(amountFen: amountFen, counter: counter)))
        case .inEscrow(let type):
            if let escrow, escrow.route == .stack {
                tell(.suspicion(.escrowLost(amountFen: escrow.amountFen)))
            }
            hold(type, counter)
        case .code(let code): take(code, counter)
        case .unknown(0, _): break
        case .unknown(let type, let code):
            tell(.suspicion(.unknownEvent(type: type, code: code, counter: counter)))
        }
    }

    private mutating func hold(_ type: UInt8, _ counter: UInt8) {
        let amountFen = amountFen(ofType: type)
        escrow = Escrow(amountFen: amountFen, counter: counter)
    }

    /// What is wrong with the device itself is old news at the start: the self check says how it is.
    private mutating func take(_ code: NoteEventCode, _ counter: UInt8) {
        switch code {
        case .masterInhibit, .inhibitedByCommand: setUpAgain()
        case .returned:
            if let amountFen = escrow?.amountFen { tell(.noteGivenBack(amountFen: amountFen)) }
            escrow = nil
        case .pulledBack:
            tell(.suspicion(.pulledBack(counter: counter)))
            escrow = nil
            if isPolled { waiting.append(.selfCheck) }
        case .opticalFraud, .stringFraud: tell(.suspicion(.fraud(counter: counter)))
        case .unknownNoteStacked:
            tell(.suspicion(.unknownNoteStacked(counter: counter)))
            escrow = nil
        case .stackerGood, .stackerInserted:
            if case .broken = state { state = .broken(checkAt: now) }
        case .notValid, .transportProblem, .inhibitedBySwitch, .jam, .jamInStacker, .tamper,
            .stackerRemoved, .stackerFaulty, .stackerFull, .stackerJammed, .jamSafe,
            .stringGuardFaulty, .barcode:
            break
        }
        if isPolled, let fault = code.fault { breakDown(fault) }
    }

    /// Orders the note out of escrow, and again when it does not go.
    private mutating func decide(newest counter: UInt8) {
        guard isPolled, let note = escrow else { return }
        let isNewest = note.counter == counter
        if isNewest, note.route == nil { return order() }
        guard let deadline = note.deadline else {
            let deadline = now + times.escrow
            escrow?.deadline = deadline
            return
        }
        guard now >= deadline else { return }
        if !isNewest || note.isGone {
            tell(.suspicion(.escrowLost(amountFen: note.amountFen)))
            escrow = nil
        } else {
            if note.orders >= Self.orderLimit { breakDown(.escrowStuck) }
            order()
        }
    }

    private mutating func order() {
        guard var note = escrow else { return }
        let fits = note.amountFen.map { $0 <= remainingFen } ?? false
        let route = note.route ?? (state == .open && fits ? .stack : .giveBack)
        note.route = route
        note.orders += 1
        note.deadline = now + times.escrow
        escrow = note
        waiting.insert(.route(route), at: 0)
    }

    /// ACK, or 254: there is nothing in escrow, or 255: it failed.
    mutating func routed(_ data: [UInt8]) {
        let deadline = now + times.escrow
        escrow?.isGone = data == [254]
        escrow?.deadline = deadline
    }

    /// Whether the device heard the order shows in the buffer.
    mutating func orderIsLost() {
        let moment = now
        escrow?.deadline = moment
    }
}
