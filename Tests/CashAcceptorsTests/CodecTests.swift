import Testing

@testable import CashAcceptors

/// Frames, checksums and the line with its echo.
///
/// Vectors marked "maker" stand in a maker's manual; the others follow from the specification (parts 1
/// to 4, version 4.7) and were recomputed with independent code.
struct CodecTests {
    private static let address: UInt8 = 40

    @Test(
        arguments: [
            // To a note validator.
            (40, 1, [], "28 00 01 01 D6"),
            (40, 245, [], "28 00 01 F5 E2"),
            (40, 244, [], "28 00 01 F4 E3"),
            (40, 242, [], "28 00 01 F2 E5"),
            (40, 232, [], "28 00 01 E8 EF"),
            (40, 159, [], "28 00 01 9F 38"),
            (40, 231, [0xFF, 0xFF], "28 02 01 E7 FF FF F0"),
            (40, 228, [1], "28 01 01 E4 01 F1"),
            (40, 228, [0], "28 01 01 E4 00 F2"),
            (40, 153, [3], "28 01 01 99 03 3A"),
            (40, 157, [1], "28 01 01 9D 01 38"),
            (40, 154, [1], "28 01 01 9A 01 3B"),
            (40, 154, [0], "28 01 01 9A 00 3C"),
            (40, 154, [0xFF], "28 01 01 9A FF 3D"),
            // To a coin acceptor.
            (2, 254, [], "02 00 01 FE FF"),
            (2, 1, [], "02 00 01 01 FC"),
            (2, 249, [], "02 00 01 F9 04"),
            (2, 229, [], "02 00 01 E5 18"),  // maker
            (2, 231, [0xFF, 0xFF], "02 02 01 E7 FF FF 16"),
            (2, 231, [0xA7, 0x0A], "02 02 01 E7 A7 0A 63"),  // maker
            (2, 228, [1], "02 01 01 E4 01 17"),
            (2, 228, [0], "02 01 01 E4 00 18"),  // maker
            (2, 184, [1], "02 01 01 B8 01 43"),
        ] as [(UInt8, UInt8, [UInt8], String)]
    )
    func `a frame is written, and read again`(
        destination: UInt8,
        header: UInt8,
        data: [UInt8],
        hex: String
    ) {
        let frame = CCTalkFrame(to: destination, header: header, data: data)
        #expect(frame.bytes(.simple) == bytes(hex))
        #expect(CCTalkFrame(bytes(hex), .simple) == frame)
    }

    @Test(
        arguments: [
            ("01 00 28 00 D7", 40, []),
            ("01 00 02 00 FD", 2, []),  // maker
            (
                "01 0B 02 00 06 06 04 00 14 00 17 06 04 0D 02 9E", 2,
                [6, 6, 4, 0, 20, 0, 23, 6, 4, 13, 2]
            ),  // maker
        ] as [(String, UInt8, [UInt8])]
    )
    func `an answer is read`(hex: String, source: UInt8, data: [UInt8]) throws {
        let frame = try #require(CCTalkFrame(bytes(hex), .simple))
        #expect((frame.destination, frame.source, frame.header) == (1, source, 0))
        #expect(frame.data == data)
    }

    @Test(
        arguments: [
            ("31 32 33 34 35 36 37 38 39", 0x31C3), ("28 00 01", 0x3F46), ("01 00 00", 0x3730),
            ("49 D5 F2", 0xA6B3), ("2F BD 9D", 0x90B2), ("D9 53 D1", 0x7BB5),
            ("70 B8 D9 64 04 15", 0xFB00), ("72 61 B9 4E D0 78", 0x93E3),
        ] as [(String, UInt16)]
    )
    func `the CRC is XMODEM's`(hex: String, crc: UInt16) {
        #expect(CRC16.xmodem(bytes(hex)) == crc)
    }

    @Test(
        arguments: [
            (40, 1, "28 00 46 01 3F"), (40, 159, "28 00 31 9F 5D"), (1, 0, "01 00 30 00 37"),
        ] as [(UInt8, UInt8, String)]
    )
    func `a frame with a CRC has it around its header`(
        destination: UInt8,
        header: UInt8,
        hex: String
    ) {
        let frame = CCTalkFrame(to: destination, from: 0, header: header)
        #expect(frame.bytes(.crc16) == bytes(hex))
        #expect(CCTalkFrame(bytes(hex), .crc16) == frame)
    }

    @Test(arguments: CCTalkChecksum.allCases)
    func `a frame with one wrong bit is none`(checksum: CCTalkChecksum) {
        let sound = CCTalkFrame(to: 1, from: 40, header: 0, data: [6, 6, 1]).bytes(checksum)
        for bit in 0..<(sound.count * 8) {
            var frame = sound
            frame[bit / 8] ^= 1 << (bit % 8)
            #expect(CCTalkFrame(frame, checksum) == nil, "bit \(bit)")
        }
    }

    @Test(arguments: CCTalkChecksum.allCases, [true, false])
    func `an answer is found behind the echo, however it is cut`(
        checksum: CCTalkChecksum,
        isEchoed: Bool
    ) {
        let question = CCTalkFrame(to: 40, header: 157, data: [1])
        let answer = CCTalkFrame(
            to: 1,
            from: checksum == .simple ? 40 : 0,
            header: 0,
            data: Array("CN0100A".utf8)
        )
        let line = (isEchoed ? question.bytes(checksum) : []) + answer.bytes(checksum)
        for cut in 0..<line.count {
            var exchange = CCTalkExchange(question, checksum)
            #expect(exchange.receive(Array(line[..<cut])) == .incomplete)
            #expect(exchange.receive(Array(line[cut...])) == .answer(answer), "cut at \(cut)")
        }
    }

    @Test(arguments: [
        ("28 00 01 9E 38", "an echo that was disturbed"),
        ("01 00 28 00 D6", "a wrong checksum"),
        ("01 00 02 00 FD", "another device"),
        ("02 00 28 00 D6", "an answer to somebody else"),
    ])
    func `what is no answer is damaged`(hex: String, what: String) {
        var exchange = CCTalkExchange(CCTalkFrame(to: 40, header: 159), .simple)
        #expect(exchange.receive(bytes(hex)) == .damaged, "\(what)")
    }

    @Test func `only a frame that has begun must go on`() {
        let question = CCTalkFrame(to: 40, header: 159)
        var exchange = CCTalkExchange(question, .simple)
        #expect(!exchange.isInsideFrame)
        _ = exchange.receive(Array(question.bytes(.simple).dropLast()))
        #expect(exchange.isInsideFrame)
        _ = exchange.receive([0x38])
        #expect(!exchange.isInsideFrame)
        _ = exchange.receive([0x01])
        #expect(exchange.isInsideFrame)
    }

    @Test(
        arguments: [
            (.readEvents, 10, false), (.readEvents, 11, true), (.readEvents, 13, false),
            (.master(isAccepting: true), 0, true), (.master(isAccepting: true), 11, false),
            (.route(.stack), 11, false), (.route(.stack), 1, true),
            (.noteIdentifier(type: 1), 0, false),
        ] as [(NoteValidatorCommand, Int, Bool)]
    )
    func `a late answer to another question does not count`(
        command: NoteValidatorCommand,
        count: Int,
        fits: Bool
    ) {
        let frame = CCTalkFrame(to: 1, from: 40, header: 0, data: .init(repeating: 0, count: count))
        let isTaken = NoteValidatorAnswer(frame, to: command) != .none
        #expect(isTaken == fits)
    }

    @Test(
        arguments: [
            ("CN0100A", 10_000), ("CN0001B", 100), ("CN9999A", 999_900), ("CN0000A", nil),
            (".......", nil), ("       ", nil), ("cn0100A", nil), ("CN01 0A", nil), ("CN0100", nil),
        ] as [(String, Int64?)]
    )
    func `a note's name is its value`(name: String, amountFen: Int64?) {
        let identifier = NoteIdentifier(Array(name.utf8))
        #expect(identifier.map(ScalingFactor.yuan.amountFen) == amountFen)
    }

    /// Specification, part 3, header 156: factor, low byte first, and decimals.
    @Test(
        arguments: [
            ([100, 0, 2], 10_000), ([1, 0, 0], 10_000), ([10, 0, 1], 10_000),
            ([0xE8, 3, 2], 100_000),
            ([0, 0, 2], nil), ([100, 0, 3], nil), ([100, 0], nil),
        ] as [([UInt8], Int64?)]
    )
    func `a country's scaling factor makes fen of it`(data: [UInt8], amountFen: Int64?) throws {
        let note = try #require(NoteIdentifier(Array("CN0100A".utf8)))
        #expect(ScalingFactor(data)?.amountFen(of: note) == amountFen)
    }

    @Test func `events come out oldest first, with their counters`() throws {
        // The maker's answer to 229, whose buffer is built in the same way.
        let data: [UInt8] = [6, 6, 4, 0, 20, 0, 23, 6, 4, 13, 2]
        let buffer = try #require(NoteEventBuffer(data))
        #expect(buffer.counter == 6)
        #expect(buffer.newest(5).map(\.counter) == [2, 3, 4, 5, 6])
        #expect(buffer.newest(2).map(\.event) == [.code(.barcode), .unknown(6, 4)])
    }

    @Test(
        arguments: [
            (0, 0, 0), (0, 3, 3), (7, 7, 0), (7, 12, 5), (254, 1, 2), (255, 1, 1), (250, 5, 10),
        ] as [(UInt8, UInt8, Int)]
    )
    func `the counter wraps from 255 to 1`(last: UInt8, counter: UInt8, count: Int) throws {
        let buffer = try #require(NoteEventBuffer([counter]))
        #expect(buffer.count(after: last) == count)
    }

    @Test func `counters of a wrapped buffer skip 0`() throws {
        let buffer = try #require(NoteEventBuffer([2, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]))
        #expect(buffer.newest(4).map(\.counter) == [254, 255, 1, 2])
    }

    private func bytes(_ hex: String) -> [UInt8] {
        hex.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 }
    }
}
