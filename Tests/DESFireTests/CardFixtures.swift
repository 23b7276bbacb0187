import Cryptography
import SmartCards

@testable import DESFire

/// Accepts any card and gives session keys that a test knows.
struct KnownSession: KeyProvider {
    struct Pending: PendingAuthentication {
        let keys: SessionKeys
        let token = [UInt8](repeating: 0xA0, count: 32)

        func complete(cardProof: [UInt8]) throws(KeyProviderError) -> SessionKeys { keys }
    }

    static let encipherment = hex("000102030405060708090A0B0C0D0E0F")
    static let mac = hex("101112131415161718191A1B1C1D1E1F")
    static let identifier = hex("DEADBEEF")
    static let secondEncipherment = hex("202122232425262728292A2B2C2D2E2F")
    static let secondMAC = hex("303132333435363738393A3B3C3D3E3F")

    func respond(
        to challenge: AuthenticationChallenge
    ) throws(KeyProviderError) -> any PendingAuthentication {
        switch challenge.scheme {
        case .iso: Pending(keys: .ev1(type: .des, sessionKey: Array(Self.mac.prefix(8))))
        case .aes: Pending(keys: .ev1(type: .aes, sessionKey: Self.mac))
        case .ev2First:
            Pending(
                keys: .ev2First(
                    encipherment: Self.encipherment,
                    mac: Self.mac,
                    transactionIdentifier: Self.identifier
                )
            )
        case .ev2NonFirst:
            Pending(
                keys: .ev2NonFirst(encipherment: Self.secondEncipherment, mac: Self.secondMAC)
            )
        }
    }

    func newKeyCryptogram(_ change: KeyChange) throws(KeyProviderError) -> [UInt8] {
        [UInt8](repeating: 0xC0, count: 32)
    }
}

/// The two answers of an authentication that `KnownSession` accepts.
let authenticationAnswers: [TransmitOutcome] = [
    .response([UInt8](repeating: 1, count: 16) + [0x91, 0xAF]),
    .response([UInt8](repeating: 2, count: 32) + [0x91, 0x00]),
]

/// A card in a session, whose transport then gives the outcomes in turn.
func authenticatedCard(
    _ scheme: AuthenticationScheme = .ev2First,
    keyNumber: UInt8 = 1,
    then outcomes: [TransmitOutcome],
    afterwards: TransmitOutcome = .notSent(.notConnected)
) throws -> (DESFireCard, ScriptedTransport) {
    let answers = [TransmitOutcome.response([0x91, 0x00])] + authenticationAnswers
    let transport = ScriptedTransport(answers + outcomes, afterwards: afterwards)
    let card = DESFireCard(transport, keys: KnownSession())
    try card.select(0xF53042)
    try card.authenticate(keyNumber: keyNumber, with: .shared(.load), scheme: scheme)
    return (card, transport)
}

/// An answer of the EV2 session of `KnownSession`, in MAC mode.
func ev2Answer(
    _ data: [UInt8] = [],
    counter: UInt16,
    mac: [UInt8] = KnownSession.mac
) -> TransmitOutcome {
    let covered = [0x00, UInt8(counter & 0xFF), UInt8(counter >> 8)] + KnownSession.identifier
    let code = CMAC(BlockCipher(.aes128, key: mac)).code(covered + data)
    let shortened = stride(from: 1, to: 16, by: 2).map { code[$0] }
    return .response(data + shortened + [0x91, 0x00])
}

/// Every command that a card is given, with the effect it must have.
let commandEffects: [(NativeCommand, CommandEffect)] = {
    let rights = AccessRights(read: .free, write: .key(1), readWrite: .never, change: .key(0))
    let file = FileCreation(number: 1, mode: .full, rights: rights)
    let value = ValueFileSettings(
        lowerLimit: 0,
        upperLimit: 9,
        value: 0,
        limitedCreditIsEnabled: false,
        getValueIsFree: false
    )
    let application = ApplicationDescription(
        identifier: 1,
        keySettings: .factory,
        keyType: .aes,
        keyCount: 1
    )
    return [
        (.getApplicationIDs, .none), (.freeMemory, .none), (.getVersion, .none),
        (.getCardUID, .none), (.getKeySettings, .none), (.getKeyVersion(0), .none),
        (.getFileIDs, .none), (.getFileSettings(1), .none), (.getValue(1, mode: .full), .none),
        (.readData(1, offset: 0, length: 4, mode: .full), .none),
        (.readRecords(1, from: 0, count: 1, recordByteCount: 4, mode: .mac), .none),
        (.credit(1, amount: 1, mode: .full), .staged), (.debit(1, amount: 1, mode: .mac), .staged),
        (.limitedCredit(1, amount: 1, mode: .full), .staged),
        (.writeData(1, offset: 0, [1], mode: .full, kind: .backup), .staged),
        (.writeRecord(1, offset: 0, [1], mode: .mac), .staged),
        (.updateRecord(1, record: 0, offset: 0, [1], mode: .mac), .staged),
        (.clearRecordFile(1), .staged), (.abortTransaction, .staged),
        (.writeData(1, offset: 0, [1], mode: .full, kind: .standard), .immediate),
        (.createApplication(application), .immediate), (.deleteApplication(1), .immediate),
        (.formatPICC, .immediate), (.changeKeySettings(.factory), .immediate),
        (.createStandardDataFile(file, byteCount: 4), .immediate),
        (.createBackupDataFile(file, byteCount: 4), .immediate),
        (.createValueFile(file, value), .immediate),
        (.createLinearRecordFile(file, recordByteCount: 4, recordLimit: 2), .immediate),
        (.createCyclicRecordFile(file, recordByteCount: 4, recordLimit: 2), .immediate),
        (.deleteFile(1), .immediate),
        (.changeFileSettings(1, mode: .full, rights: rights), .immediate),
        (.commitTransaction, .commits),
    ]
}()
