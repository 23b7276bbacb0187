public import Drawing

/// A receipt printer without paper: bytes and faults in; answers, receipts and drawer kicks out.
///
/// - Commands are found as they arrive and printed in turn; real-time commands act at once.
/// - A fault that stops the printer holds what was received, answers in turn included, and it goes
///   on where it stopped when the fault is cleared.
/// - A value: no clock, no input or output. Time passes by `advance`.
public struct VirtualPrinter {
    /// What came out between two cuts.
    public struct Receipt: Sendable, Equatable {
        /// The bytes that made it, its cut included; questions to the printer are left out.
        public let bytes: [UInt8]
        /// What is printed on it: a line of text for each line.
        public let text: String
        /// What its barcodes and QR symbols say that the printer drew itself.
        public let codes: [String]
        /// Where everything stands.
        public let sheet: Sheet
        /// It was not cut: the job broke off.
        public let isTorn: Bool
    }

    /// What a printer does with what happened to it.
    public struct Output: Sendable, Equatable {
        /// Bytes for the host, in order.
        public var answers: [UInt8] = []
        /// Receipts that were cut off or torn.
        public var receipts: [Receipt] = []
        /// How often the cash drawer was kicked.
        public var drawerKicks = 0
        /// The power failed: the connection is gone.
        public var hasDied = false

        /// Nothing happened.
        public init() {}
    }

    /// What it was built as.
    public let model: PrinterModel
    /// Commands that the printer does not know, in the order in which they came.
    public private(set) var unknownCommands: [[UInt8]] = []
    /// What is wrong with it.
    public private(set) var faults: [PrinterFault] = []

    private var scanner = CommandScanner()
    private var listener = RealTimeListener()
    private var queue = CommandQueue()
    private var head: PrintHead
    private var condition = PrinterCondition()
    private var answers = AnswerQueue()
    private var output = Output()
    private var bytes: [UInt8] = []
    private var watched: UInt8 = 0
    private var offlineResponse: UInt8 = 0
    private var bytesToLive: Int?
    /// Thousandths of a dot that the paper still has to move.
    private var motionLeft = 0

    /// A printer that is switched on and has paper.
    public init(_ model: PrinterModel = PrinterModel()) {
        self.model = model
        head = PrintHead(model)
    }

    /// A printer whose line has so many dots, 12 for each column.
    public init(dotsPerLine: Int) { self.init(PrinterModel(dotsPerLine: dotsPerLine)) }

    /// How many bytes it takes before its buffer is full.
    public var freeBytes: Int {
        max(0, model.receiveBufferBytes - queue.byteCount - scanner.pendingCount)
    }

    /// It still prints, and needs time for it.
    public var isMoving: Bool { motionLeft > 0 }

    /// Takes bytes from the line, however many; a host that respects `freeBytes` loses none.
    public mutating func receive(_ data: [UInt8]) -> Output {
        for byte in data {
            take(byte)
            if output.hasDied { break }
        }
        return takeOutput()
    }

    /// Lets time pass; a printer of a finite speed prints on.
    public mutating func advance(milliseconds: Int) -> Output {
        motionLeft = max(0, motionLeft - milliseconds * dotsPerSecond)
        printInTurn()
        return takeOutput()
    }

    /// Something goes wrong; a fault that there is already changes its number at most.
    public mutating func set(_ fault: PrinterFault) -> Output {
        faults.removeAll { $0.isSameKind(as: fault) }
        faults.append(fault)
        if case .diesAfter(let bytes) = fault { bytesToLive = bytes }
        return faultsChanged()
    }

    /// Something is put right, and printing goes on where it stopped.
    public mutating func clear(_ fault: PrinterFault) -> Output {
        faults.removeAll { $0.isSameKind(as: fault) }
        if case .diesAfter = fault { bytesToLive = nil }
        return faultsChanged()
    }

    /// Someone shuts the cash drawer.
    public mutating func closeDrawer() -> Output {
        change { $0.isDrawerOpen = false }
        return takeOutput()
    }

    /// Takes out what was printed since the last cut; nil when nothing was, or more is to come.
    ///
    /// A command that has not ended still waits for its rest, as in a printer whose cable was cut.
    public mutating func takeTorn() -> Receipt? {
        head.isBlank || !queue.isEmpty ? nil : receipt(head.tearOff(), isTorn: true)
    }

    /// Switches it off and on: everything that it held is lost, what was printed is torn off.
    public mutating func powerCycle() -> Output {
        scanner = CommandScanner()
        listener = RealTimeListener()
        queue = CommandQueue()
        if !head.isBlank { output.receipts.append(receipt(head.tearOff(), isTorn: true)) }
        head = PrintHead(model)
        (watched, offlineResponse, motionLeft) = (0, 0, 0)
        answers = AnswerQueue()
        condition.isCutterJammed = false
        return takeOutput()
    }

    // MARK: Receiving

    private mutating func take(_ byte: UInt8) {
        for received in scanner.take(byte) { accept(received) }
        if model.realTimeInsideData, let command = listener.take(byte) { actAtOnce(command) }
        if let left = bytesToLive {
            bytesToLive = left - 1
            if left <= 1 { die() }
        }
    }

    private mutating func accept(_ received: ReceivedCommand) {
        switch received.command {
        case _ where received.command.isRealTime:
            if !model.realTimeInsideData { actAtOnce(received.command) }
        case .twoByteMode(let isOn):
            scanner.codes = PrintHead.codes(of: model, isOn: isOn)
            queue.append(received)
        case .codeSystem(let number) where scanner.codes == .jis || scanner.codes == .shiftJIS:
            scanner.codes = number == 1 ? .shiftJIS : .jis
            queue.append(received)
        case .initialise:
            scanner.codes = .none
            queue.append(received)
        default: queue.append(received)
        }
        printInTurn()
    }

    private mutating func actAtOnce(_ command: PrinterCommand) {
        switch command {
        case .realTimeStatus(let number):
            if let status = condition.realTimeStatus(number) { answer([status], .realTime) }
        case .recover(let isClearing):
            guard condition.isCutterJammed || isClearing && model.realTimeInsideData else { return }
            if isClearing { clearBuffers() }
            // A jam that is not removed jams again at the next cut.
            change { $0.isCutterJammed = false }
        case .clearBuffers:
            clearBuffers()
            change { $0.isCutterJammed = false }
            answer([0x37, 0x25, 0x00], .realTime)
        default: preconditionFailure("not a real-time command: \(command)")
        }
    }

    /// Identifiers that wait go with the rest, and are never answered.
    private mutating func clearBuffers() {
        queue = CommandQueue()
        scanner.clear()
        scanner.codes = head.codes
    }

    private mutating func die() {
        bytesToLive = nil
        faults.removeAll { $0.isSameKind(as: .diesAfter(bytes: 0)) }
        output = powerCycle()
        output.hasDied = true
    }

    // MARK: Printing

    private var dotsPerSecond: Int { faults.contains(.slow) ? 80 : model.dotsPerSecond }

    private mutating func printInTurn() {
        while !condition.isOffline, motionLeft == 0, let next = queue.first {
            if case .cut = next.command, faults.contains(.cutter) {
                change { $0.isCutterJammed = true }
                return
            }
            queue.removeFirst()
            let before = head.fedDots
            execute(next)
            if dotsPerSecond > 0 { motionLeft = (head.fedDots - before) * 1000 }
        }
    }

    private mutating func execute(_ received: ReceivedCommand) {
        if !received.command.isQuestion { bytes += received.bytes }
        switch received.command {
        case .cut(let feed): output.receipts.append(receipt(head.cut(feed: feed), isTorn: false))
        case .drawer:
            output.drawerKicks += 1
            change { $0.isDrawerOpen = true }
        case .sensorsThatStop(let sensors): change { $0.stopsNearEnd = sensors & 0x03 != 0 }
        case .askSensor(let number):
            answer([number == 2 ? condition.drawerStatus : condition.paperStatus], .inTurn)
        case .askIdentity(let number): answerIdentity(number, received)
        case .automaticStatus(let selection):
            watched = selection
            if selection != 0 { answer(condition.automaticStatus, .automatic) }
        case .processIdentifier(let identifier):
            answer([0x37, 0x22] + identifier + [0x00], .processIdentifier)
        case .offlineResponse(let choice): offlineResponse = choice
        default:
            if !head.execute(received.command) { unknownCommands.append(received.bytes) }
        }
        if received.command == .initialise { change { $0.stopsNearEnd = false } }
    }

    private mutating func answerIdentity(_ number: UInt8, _ received: ReceivedCommand) {
        switch number {
        case 1, 49: answer([0x20], .inTurn)
        // A cutter, and two-byte characters.
        case 2, 50: answer([model.repertoire == .none ? 0x02 : 0x03], .inTurn)
        case 3, 51: answer([0x01], .inTurn)
        case 65: answer(identity(model.firmware), .inTurn)
        case 66: answer(identity(model.maker), .inTurn)
        case 67: answer(identity(model.name), .inTurn)
        case 68: answer(identity(model.serialNumber), .inTurn)
        case 69: answer(identity(model.repertoire.fontName), .inTurn)
        default: unknownCommands.append(received.bytes)
        }
    }

    private func identity(_ text: String) -> [UInt8] { [0x5F] + Array(text.utf8) + [0x00] }

    private mutating func receipt(_ piece: PaperStrip.Piece, isTorn: Bool) -> Receipt {
        defer { bytes = [] }
        return Receipt(
            bytes: bytes,
            text: piece.text,
            codes: piece.codes,
            sheet: piece.sheet,
            isTorn: isTorn
        )
    }

    // MARK: States and answers

    private mutating func faultsChanged() -> Output {
        let faults = faults
        change {
            $0.isPaperOut = faults.contains(.paperOut)
            $0.isNearEnd = faults.contains(.nearEnd)
            $0.isCoverOpen = faults.contains(.cover)
            $0.isSwitchedOffline = faults.contains(.offline)
            $0.isHot = faults.contains(.hot)
        }
        printInTurn()
        return takeOutput()
    }

    /// Changes what the sensors see, and tells the host where it asked to be told.
    private mutating func change(_ body: (inout PrinterCondition) -> Void) {
        let before = condition
        body(&condition)
        let differences = zip(before.automaticStatus, condition.automaticStatus).map(^)
        let bits = PrinterCondition.watchedBits(watched)
        if zip(differences, bits).contains(where: { $0 & $1 != 0 }) {
            answer(condition.automaticStatus, .automatic)
        }
        if offlineResponse > 0, condition.isOffline, !before.isOffline {
            let causes = offlineResponse == 2 ? condition.offlineCauses : []
            answer([0x37, 0x23] + causes + [0x00], .automatic)
        }
    }

    private mutating func answer(_ bytes: [UInt8], _ kind: AnswerQueue.Kind) {
        answers.append(bytes, kind, faults: faults)
    }

    private mutating func takeOutput() -> Output {
        defer { output = Output() }
        output.answers = answers.takeAll()
        return output
    }
}

extension PrinterModel.Repertoire {
    /// The language that `GS I 45` names.
    fileprivate var fontName: String {
        switch self {
        case .none: ""
        case .gb2312: "CHINA GB2312"
        case .gbk: "CHINA GBK"
        case .gb18030: "CHINA GB18030"
        case .japanese: "KANJI JAPANESE"
        }
    }
}
