import TestSupport

@testable import ReceiptPrinters

/// A machine with a clock that the test turns.
struct MachineBench {
    static let page = PrintedPage(bytes: Array("0123456789".utf8), lengthMillimetres: 100)
    static let copy = PrintedPage(bytes: Array("copy".utf8), lengthMillimetres: 100)
    static let start = ContinuousClock.now

    var machine: PrinterMachine
    var now = Self.start

    /// A model that knows everything.
    static var full: PrinterModel {
        var model = PrinterModel()
        model.tellsChanges = true
        model.clearsBuffers = true
        model.proof = .processIdentifier
        model.bytesInFlight = 4
        return model
    }

    /// A model of few answers.
    static func plain(_ proof: PrinterModel.ProofMethod) -> PrinterModel {
        var model = PrinterModel()
        model.proof = proof
        return model
    }

    init(_ model: PrinterModel = Self.full) {
        // The first identifier is 0008.
        machine = PrinterMachine(model, firstIdentifier: 6, at: Self.start)
    }

    /// Tells an event after so long.
    @discardableResult
    mutating func tell(
        _ event: PrinterMachine.Event,
        after pause: Duration = .zero
    ) -> [PrinterMachine.Effect] {
        now += pause
        return machine.handle(event, at: now)
    }

    @discardableResult
    mutating func hear(_ bytes: [UInt8]) -> [PrinterMachine.Effect] { tell(.received(bytes)) }

    /// Answers one question after the other, until none is open.
    @discardableResult
    mutating func answerRound(cause: UInt8 = 0x12, paper: UInt8 = 0x12) -> [PrinterMachine.Effect] {
        var effects: [PrinterMachine.Effect] = []
        while let question = machine.round.open {
            switch question {
            case .cause: effects = hear([cause])
            case .paper: effects = hear([paper])
            case .state, .error: effects = hear([0x12])
            case .full: effects = hear([0x10, 0x0F, 0, 0, 0, 0])
            }
        }
        return effects
    }

    /// From the start to ready.
    mutating func makeReady() {
        tell(.timePassed)
        tell(.opened)
        while true {
            answerRound()
            switch machine.state {
            case .resynchronising(let step):
                if step.step == .clearing, machine.model.clearsBuffers {
                    hear(Self.cleared)
                } else {
                    tell(.sent)
                }
            case .probing(.parser): hear(machine.model.proof == .paperAnswer ? [0x00] : Self.good)
            case .probing(.quiet): tell(.timePassed, after: .seconds(1))
            default: return
            }
        }
    }

    mutating func print(patience: Duration = .seconds(200)) {
        tell(.print(PrintJob(number: 1, page: Self.page, patience: patience)))
    }

    /// Lets all pieces of a job leave.
    mutating func sendAll() {
        while case .sending = machine.state { tell(.sent) }
    }

    static let good: [UInt8] = [0x10, 0, 0, 0]
    static let paperOut: [UInt8] = [0x18, 0, 0x0F, 0]
    static let coverOpen: [UInt8] = [0x38, 0, 0, 0]
    static let hot: [UInt8] = [0x10, 0x40, 0, 0]
    static let broken: [UInt8] = [0x18, 0x20, 0, 0]
    static let cleared: [UInt8] = [0x37, 0x25, 0x00]
    static func identifier(_ number: Int) -> [UInt8] {
        [0x37, 0x22] + ProcessIdentifiers.characters(of: number) + [0]
    }
}

extension [PrinterMachine.Effect] {
    /// The outcomes among them.
    var outcomes: [PrintOutcome] {
        compactMap { effect in
            if case .ended(_, let outcome) = effect { outcome } else { nil }
        }
    }

    /// The bytes that are sent.
    var sent: [[UInt8]] {
        compactMap { effect in
            if case .send(let bytes) = effect { bytes } else { nil }
        }
    }
}
