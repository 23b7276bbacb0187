internal import Cryptography

/// A MIFARE DESFire EV1 or EV2 card of 8 KB: command APDUs in, answers out.
///
/// The card is a value and does no input or output. What survives without power is `memory`; a
/// holder that keeps cards from run to run stores it whenever a command changed it, before it gives
/// the answer away, so that a card stopped at any moment has the state before or after a command.
///
/// Where public sources leave a choice, the card takes the one that is harder on terminals:
/// AuthenticateEV2First discards a pending transaction, FormatPICC ends the session, "no changes"
/// ends it like an error, and a value's limits are checked against the pending value.
public struct VirtualCard: Sendable {
    /// What the card keeps without power.
    public internal(set) var memory: CardMemory

    let random: @Sendable (Int) -> [UInt8]
    /// The selected application; all zero is the card itself ("PICC level").
    var selected = ApplicationIdentifier.card
    var session: Session?
    var transaction = Transaction()
    var chain = Chain.idle

    /// Answer to reset that a contactless reader makes for this card; its one historical byte is 80.
    public static let answerToReset: [UInt8] = [0x3B, 0x81, 0x80, 0x01, 0x80, 0x80]

    /// A card without power yet.
    ///
    /// `random` gives so many unpredictable bytes, by default libcrypto's: 8 or 16 for a challenge,
    /// then 4 for the transaction identifier of an EV2 session.
    public init(memory: CardMemory, random: (@Sendable (Int) -> [UInt8])? = nil) {
        self.memory = memory
        self.random = random ?? { SecureRandom.bytes($0) }
    }

    /// Forgets all that needs power: selection, session, pending transaction, unfinished chain.
    public mutating func powerOff() {
        self = VirtualCard(memory: memory, random: random)
    }

    /// Executes one command APDU and gives the response APDU, which ends in two status bytes.
    public mutating func process(_ apdu: [UInt8]) -> [UInt8] {
        switch CommandAPDU(apdu, model: memory.model) {
        case .native(let instruction, let data): processNative(instruction, data)
        case .select(let name): selectByName(name).bytes
        case .readUID: memory.uid + StatusWord.success.bytes
        case .readHistoricalBytes: [0x80] + StatusWord.success.bytes
        case .refused(let word): word.bytes
        }
    }

    /// Every status but 00 and AF ends the session and discards the pending transaction.
    private mutating func processNative(_ instruction: UInt8, _ data: [UInt8]) -> [UInt8] {
        do throws(Status) {
            let frame = try nextFrame(instruction, data)
            return frame.data + [0x91, frame.isLast ? 0x00 : Instruction.additionalFrame.rawValue]
        } catch {
            chain = .idle
            session = nil
            transaction = Transaction()
            return [0x91, error.rawValue]
        }
    }

    /// The registered name of the card level of every DESFire card.
    private static let cardName: [UInt8] = [0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x00]

    private mutating func selectByName(_ name: [UInt8]) -> StatusWord {
        guard name == Self.cardName else { return .fileNotFound }
        select(.card)
        return .success
    }

    /// Selection ends session and transaction, also when the same application is selected again.
    mutating func select(_ identifier: ApplicationIdentifier) {
        powerOff()
        selected = identifier
    }
}
