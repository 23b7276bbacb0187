import SmartCards
import Testing

@testable import DESFire

@Suite struct `Structures` {
    @Test func `an application number is sent lowest byte first`() {
        #expect(ApplicationIdentifier(number: 0xF53042)?.bytes == hex("4230F5"))
        #expect(ApplicationIdentifier(number: 0x100_0000) == nil)
        #expect(ApplicationIdentifier.picc.bytes == [0, 0, 0])
    }

    @Test func `access rights are one word, sent low byte first`() {
        let rights = AccessRights(
            read: .key(1),
            write: .key(2),
            readWrite: .key(3),
            change: .key(4)
        )
        #expect(rights.bytes == hex("3412"))
        let open = AccessRights(read: .free, write: .key(0), readWrite: .key(0), change: .key(0))
        #expect(open.bytes == hex("00E0"))
        let balance = AccessRights(
            read: .never,
            write: .key(2),
            readWrite: .key(1),
            change: .key(0)
        )
        #expect(balance.bytes == hex("10F2"))
    }

    @Test func `every settings byte is read and written the same`() {
        for byte in UInt8.min...UInt8.max { #expect(KeySettings(byte: byte).byte == byte) }
        #expect(KeySettings.masterCreates.creationIsFree == false)
        #expect(KeySettings.masterCreates.listingIsFree)
    }

    @Test(arguments: [
        ("0F84", KeyType.aes, 4), ("0F01", .des, 1), ("0B42", .threeKeyTripleDES, 2),
    ])
    func `key settings tell kind and number`(
        _ answer: String,
        _ type: KeyType,
        _ count: Int
    ) throws {
        let overview = try KeyOverview(answer: hex(answer))
        #expect(overview.keyType == type)
        #expect(overview.keyCount == count)
    }

    @Test(arguments: ["", "0F", "0F8400", "0FC1"])
    func `other key settings are refused`(_ answer: String) {
        #expect(throws: MalformedAnswer.self) { try KeyOverview(answer: hex(answer)) }
    }

    @Test func `applications are described as the card wants it`() {
        let plain = ApplicationDescription(
            identifier: 0xF53042,
            keySettings: .masterCreates,
            keyType: .aes,
            keyCount: 4
        )
        #expect(NativeCommand.createApplication(plain).header == hex("42 30 F5 0B 84"))
        let rich = ApplicationDescription(
            identifier: 0xC0FFEE,
            keySettings: .masterCreates,
            keyType: .aes,
            keyCount: 3,
            keySets: .init(version: 1, count: 2, keyLimitByteCount: 16, rollSettings: 0),
            isoIdentifier: 0xE200,
            isoName: Array("METER".utf8)
        )
        let bytes = hex("EE FF C0 0B B3 01 01 02 10 00 00 E2 4D 45 54 45 52")
        #expect(NativeCommand.createApplication(rich).header == bytes)
    }

    @Test func `a cyclic file is created as in the card profile`() {
        let rights = AccessRights(
            read: .key(2),
            write: .never,
            readWrite: .key(1),
            change: .key(0)
        )
        let file = FileCreation(number: 3, mode: .mac, rights: rights)
        let command = NativeCommand.createCyclicRecordFile(
            file,
            recordByteCount: 16,
            recordLimit: 9
        )
        #expect(command.instruction.rawValue == 0xC0)
        #expect(command.header == hex("03 01 10 2F 10 00 00 09 00 00"))
    }

    @Test func `additional access rights follow the settings`() throws {
        let settings = try FileSettings(answer: hex("0083 1234 400000 02 1042 F0EE"))
        #expect(settings.additionalRights.map(\.bytes) == [hex("1042"), hex("F0EE")])
        #expect(throws: MalformedAnswer.self) {
            try FileSettings(answer: hex("0083 1234 400000 03 1042 F0EE"))
        }
    }

    @Test(arguments: [
        "06031234400000", "00041234400000", "05001234010A",
        "020312349CFFFFFFE80300000700000004",
    ])
    func `settings without a meaning are refused`(_ answer: String) {
        let error = #expect(throws: MalformedAnswer.self) { try FileSettings(answer: hex(answer)) }
        guard case .meaninglessField = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        arguments: [
            (0x01, 0x01, CardVersion.Generation.ev1), (0x01, 0x12, .ev2), (0x01, 0x22, .ev2),
            (0x81, 0x33, .ev3), (0x08, 0x30, .other(type: 8, majorVersion: 0x30)),
            (0x04, 0x30, .other(type: 4, majorVersion: 0x30)),
            (0x01, 0x77, .other(type: 1, majorVersion: 0x77)),
        ] as [(UInt8, UInt8, CardVersion.Generation)]
    )
    func `hardware tells the generation`(
        _ type: UInt8,
        _ major: UInt8,
        _ generation: CardVersion.Generation
    ) throws {
        let part = [0x04, type, 0x01, major, 0x00, 0x18, 0x05]
        let answer = part + part + [UInt8](repeating: 0, count: 14)
        #expect(try CardVersion(answer: answer).generation == generation)
        for count in 0..<28 {
            #expect(throws: MalformedAnswer.self) {
                try CardVersion(answer: Array(answer.prefix(count)))
            }
        }
        #expect(throws: MalformedAnswer.self) { try CardVersion(answer: answer + [0]) }
    }

    @Test func `records come oldest first, in pieces of their size`() throws {
        let (card, _) = try authenticatedCard(
            then: [ev2Answer([1, 2, 3, 4, 5, 6], counter: 1), ev2Answer([1, 2, 3], counter: 2)])
        let records = try card.readRecords(3, count: 0, recordByteCount: 2, mode: .mac)
        #expect(records == [[1, 2], [3, 4], [5, 6]])
        #expect(throws: DESFireError.self) {
            try card.readRecords(3, count: 0, recordByteCount: 2, mode: .mac)
        }
        #expect(!card.isAuthenticated)
    }

    @Test func `a list of applications is whole numbers of three bytes`() throws {
        let transport = ScriptedTransport(answers: ["4230F50100009100", "4230F5019100"])
        let card = DESFireCard(transport, keys: KnownSession())
        #expect(try card.getApplicationIDs() == [0xF53042, 0x000001])
        #expect(
            throws: DESFireError.malformedAnswer(
                .wrongLength(byteCount: 4),
                command: .getApplicationIDs
            )
        ) { try card.getApplicationIDs() }
    }
}
