public import DESFire
public import Prepayment
public import SmartCards

/// A resident's card in a reader, under the kiosk's or a meter's key.
///
/// Rules:
/// 1. Who wants to write must have read in the same session: what was read is what was decided on.
/// 2. A load or a take is one commit. What was sent before it is dropped by the card if the
///    conversation ends; whether the commit itself was carried out may be unknown, and then the
///    card decides at its next tap.
/// 3. Calls block; the card belongs to its transport's thread.
public final class PrepaymentCard {
    /// Who speaks to the card.
    public enum Role: Sendable {
        /// The kiosk: it loads credit.
        case kiosk
        /// The meter: it takes credit.
        case meter

        var keyNumber: UInt8 {
            self == .kiosk ? CardLayout.KeyNumber.load : CardLayout.KeyNumber.meter
        }
        var keyRole: KeyRole { self == .kiosk ? .load : .meter }
    }

    /// The chip's own number.
    public let identifier: CardIdentifier
    let card: DESFireCard
    private let role: Role

    /// Takes a card that was just powered, and asks the reader for its number.
    public init(
        _ transport: any CardTransport,
        keys: any KeyProvider,
        role: Role
    ) throws(PrepaymentCardError) {
        self.role = role
        card = DESFireCard(transport, keys: keys)
        identifier = CardIdentifier(try card.readNumber())
    }

    /// Opens the card's application of a utility, or the first that it has, and reads what a tap
    /// needs: file 1, 2, 3 and the head of file 5.
    public func read(_ utility: Utility? = nil) throws(PrepaymentCardError) -> CardSnapshot {
        try open(utility)
        return try readOpened()
    }

    private func readOpened() throws(PrepaymentCardError) -> CardSnapshot {
        var holder = try readHolder()
        if holder.ceiling == nil, role == .kiosk {
            let ceiling = try conversing { [card] () throws(DESFireError) in try card.readCeiling()
            }
            holder = ceiling.map(holder.carrying(atMost:)) ?? holder
        }
        let load = try readLoad()
        let returned = try file("return", parse: ReturnRecord.init(bytes:)) {
            card throws(DESFireError) in
            try card.readData(
                CardLayout.FileNumber.returned,
                length: ReturnRecord.byteCount,
                mode: .mac
            )
        }
        return CardSnapshot(
            card: identifier,
            holder: holder,
            waiting: try readWaiting(),
            lastLoad: load,
            returned: returned
        )
    }

    /// File 1, whose content is the last thing that issuing writes.
    private func readHolder() throws(PrepaymentCardError) -> Holder {
        do throws(PrepaymentCardError) {
            return try file("holder", parse: Holder.init(bytes:)) { card throws(DESFireError) in
                try card.readData(
                    CardLayout.FileNumber.holder,
                    length: Holder.byteCount,
                    mode: .mac
                )
            }
        } catch .unreadable(_, .unknownValue("holder layout", 0)),
            .conversation(.status(.fileNotFound, _))
        {
            throw .unfinished
        }
    }

    /// File 4.
    public func readParameters() throws(PrepaymentCardError) -> MeterParameters {
        try file("parameters", parse: MeterParameters.init(bytes:)) { card throws(DESFireError) in
            try card.readData(
                CardLayout.FileNumber.parameters,
                length: MeterParameters.byteCount,
                mode: .mac
            )
        }
    }

    /// File 2.
    func readWaiting() throws(PrepaymentCardError) -> Credit {
        let card = card
        let value = try conversing { () throws(DESFireError) in
            try card.getValue(CardLayout.FileNumber.credit, mode: .full)
        }
        return Credit(count: Int64(value))
    }

    /// File 3.
    func readLoad() throws(PrepaymentCardError) -> LoadRecord {
        try file("load", parse: LoadRecord.init(bytes:)) { card throws(DESFireError) in
            try card.readData(CardLayout.FileNumber.load, length: LoadRecord.byteCount, mode: .mac)
        }
    }

    /// File 6, oldest first. An empty file costs nothing: its settings are asked before.
    public func readHistory() throws(PrepaymentCardError) -> [HistoryRecord] {
        let card = card
        let records = try conversing { () throws(DESFireError) -> [[UInt8]] in
            let settings = try card.getFileSettings(CardLayout.FileNumber.history)
            guard case .cyclic(let records) = settings.content, records.recordCount > 0 else {
                return []
            }
            return try card.readRecords(
                CardLayout.FileNumber.history,
                count: 0,
                recordByteCount: HistoryRecord.byteCount,
                mode: .mac
            )
        }
        do {
            return try records.map { record throws(LayoutError) in try HistoryRecord(bytes: record)
            }
        } catch {
            throw .unreadable(file: "history", error)
        }
    }

    func file<Content>(
        _ name: String,
        parse: ([UInt8]) throws(LayoutError) -> Content,
        read: (DESFireCard) throws(DESFireError) -> [UInt8]
    ) throws(PrepaymentCardError) -> Content {
        let card = card
        let bytes = try conversing { () throws(DESFireError) in try read(card) }
        do { return try parse(bytes) } catch { throw .unreadable(file: name, error) }
    }
}

extension PrepaymentCard {
    /// Selects the application and authenticates with the role's key.
    private func open(_ utility: Utility?) throws(PrepaymentCardError) {
        guard let application = try selectFirst(of: utility.map { [$0] } ?? Utility.allCases) else {
            throw try absence(of: utility)
        }
        let key = KeyReference.diversified(
            role.keyRole,
            uid: identifier.bytes,
            application: application
        )
        do {
            try authenticate(role.keyNumber, with: key)
        } catch {
            switch error {
            case .status(.authenticationError, _): throw try owner()
            case .status(.noSuchKey, _), .keys(.cardNotGenuine): throw .otherEstate
            default: throw .conversation(error)
            }
        }
    }

    /// Whose a card is that refused our key: the factory's key still stands where a card was pulled
    /// out while it was issued.
    private func owner() throws(PrepaymentCardError) -> PrepaymentCardError {
        let (card, number) = (card, role.keyNumber)
        let version = try conversing { () throws(DESFireError) in try card.getKeyVersion(number) }
        return version == 0 ? .unfinished : .otherEstate
    }

    /// EV2 where the card knows it; an EV1 refuses 71 as an illegal command, and takes AA.
    private func authenticate(
        _ keyNumber: UInt8,
        with key: KeyReference
    ) throws(DESFireError) {
        do throws(DESFireError) {
            try card.authenticate(keyNumber: keyNumber, with: key, scheme: .ev2First)
        } catch .status(.illegalCommand, _) {
            try card.authenticate(keyNumber: keyNumber, with: key, scheme: .aes)
        }
    }

    /// Selects the first of these utilities' applications that the card has.
    private func selectFirst(
        of utilities: [Utility]
    ) throws(PrepaymentCardError) -> ApplicationIdentifier? {
        for utility in utilities {
            let application = CardLayout.application(of: utility)
            if try card.selectIfPresent(application) { return application }
        }
        return nil
    }

    /// Tells a blank card, a stranger's and one with other utilities apart.
    private func absence(of utility: Utility?) throws(PrepaymentCardError) -> PrepaymentCardError {
        let card = card
        let applications = try conversing { () throws(DESFireError) -> [ApplicationIdentifier] in
            try card.select(.picc)
            do throws(DESFireError) {
                return try card.getApplicationIDs()
            } catch .status(.authenticationError, _) {
                // Its owner hides the list: it is somebody's.
                return [.picc]
            }
        }
        if applications.isEmpty { return .blank }
        let ours = Utility.allCases.map(CardLayout.application(of:))
        if let utility, applications.contains(where: ours.contains) {
            return .utilityMissing(utility)
        }
        return .foreign
    }
}

extension DESFireCard {
    /// The upper limit of file 2; nil where that is no value file for credit.
    func readCeiling() throws(DESFireError) -> Credit? {
        let settings = try getFileSettings(CardLayout.FileNumber.credit)
        guard case .value(let limits) = settings.content, limits.upperLimit > 0 else { return nil }
        return Credit(count: Int64(limits.upperLimit))
    }

    /// The chip's own number, as the reader saw it. A DESFire has seven bytes, or gives four random
    /// ones that begin with 08; four others are those of another kind of card.
    func readNumber() throws(PrepaymentCardError) -> [UInt8] {
        let number = try conversing { () throws(DESFireError) in try readReaderUID() }
        guard number.count == 7 else {
            throw number.count == 4 && number[0] == 0x08 ? .hidesItsNumber : .notDESFire
        }
        return number
    }

    /// Selects an application; false where the card has none of that number.
    func selectIfPresent(_ application: ApplicationIdentifier) throws(PrepaymentCardError) -> Bool {
        do throws(DESFireError) {
            try select(application)
            return true
        } catch .status(.applicationNotFound, _) {
            return false
        } catch {
            throw PrepaymentCardError(error)
        }
    }
}

/// Names what went wrong with the card.
func conversing<Result>(
    _ body: () throws(DESFireError) -> Result
) throws(PrepaymentCardError) -> Result {
    do { return try body() } catch { throw PrepaymentCardError(error) }
}

extension PrepaymentCardError {
    /// An answer from outside DESFire's status words is another kind of card.
    init(_ error: DESFireError) {
        self =
            if case .malformedAnswer(.foreignStatusWord, _) = error { .notDESFire } else {
                .conversation(error)
            }
    }
}
