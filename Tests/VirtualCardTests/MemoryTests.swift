import Cryptography
import Testing

@testable import VirtualCard

@Suite struct MemoryTests {
    private func free(_ terminal: inout TestTerminal) -> Int {
        Int(littleEndianBytes: terminal.send("6E").data)
    }

    /// Files and what they take.
    @Test(arguments: [
        ("CD 01 00 EEEE 010000", 32), ("CD 01 00 EEEE 200000", 32), ("CD 01 00 EEEE 210000", 64),
        ("CB 01 00 EEEE 200000", 64), ("CB 01 00 EEEE 300000", 96),
        ("CC 01 00 EEEE 00000000 01000000 00000000 00", 32),
        ("C1 01 00 EEEE 0A0000 0A0000", 128), ("C0 01 00 EEEE 100000 090000", 160),
    ])
    func `memory goes in blocks and does not come back with the file`(
        _ create: String,
        _ byteCount: Int
    ) throws {
        var terminal = TestTerminal(application: 0x0F)
        let before = free(&terminal)
        #expect(before == CardMemory.capacityBytes - 32 - 4 * 16)
        #expect(terminal.send(create) == .done)
        #expect(free(&terminal) == before - byteCount)
        #expect(terminal.send("DF 01") == .done)
        #expect(free(&terminal) == before - byteCount)
        terminal.send("5A 000000")
        #expect(terminal.authenticate(0x1A, 0, .zero(.tripleDES)) == 0)
        #expect(try terminal.secure("DA4230F5") == .done)
        #expect(Int(littleEndianBytes: try terminal.secure("6E").data) == before - byteCount)
        #expect(try terminal.secure("FC") == .done)
        terminal.channel = nil
        #expect(free(&terminal) == CardMemory.capacityBytes)
    }

    /// A card with a file of each kind, something in each, and names.
    static func furnishedCard() -> VirtualCard {
        var terminal = TestTerminal(application: 0x0F)
        for command in [
            "CD 00 00 EEEE 080000", "CB 01 01 EEEE 040000",
            "CC 02 03 EEEE 9CFFFFFF E8030000 07000000 03", "C1 03 00 EEEE 020000 030000",
            "C0 04 00 EEEE 020000 030000", "3D 00 000000 020000 AABB", "3D 01 000000 010000 CC",
            "DC 02 05000000", "3B 03 000000 010000 DD", "3B 04 000000 010000 EE", "C7",
            "5A 000000", "CA 010203 0F 61 01E1 4D45544552", "5A 010203",
            "CD 1F 05E1 02 E00E 010000",
        ] {
            #expect(terminal.send(command).status == 0, "\(command)")
        }
        return terminal.card
    }

    @Test func `an image holds all of a card`() throws {
        let memory = Self.furnishedCard().memory
        #expect(try CardMemory(image: memory.image) == memory)
        let blank = CardMemory(blank: .ev1, masterKey: .aes)
        #expect(try CardMemory(image: blank.image) == blank)
    }

    @Test func `an image that is torn anywhere is refused`() {
        let image = Self.furnishedCard().memory.image
        for length in 0..<image.count {
            #expect(throws: length < 8 ? CardImageError.notACardImage : .damaged) {
                try CardMemory(image: Array(image.prefix(length)))
            }
        }
        #expect(throws: CardImageError.damaged) { try CardMemory(image: image + [0]) }
    }

    @Test func `an image that was changed anywhere is refused`() {
        let image = Self.furnishedCard().memory.image
        for index in image.indices {
            var changed = image
            changed[index] ^= 0x10
            #expect(throws: index < 8 ? CardImageError.notACardImage : .damaged) {
                try CardMemory(image: changed)
            }
        }
    }

    @Test func `an image of a later version is refused by its number`() {
        var content = Array(CardMemory(blank: .ev2).image.dropLast(SHA256.byteCount))
        content[8] = 2
        #expect(throws: CardImageError.unknownVersion(2)) {
            try CardMemory(image: content + SHA256.digest(content))
        }
    }

    @Test func `what is volatile is not in the image`() throws {
        var terminal = TestTerminal(Self.furnishedCard())
        terminal.send("5A 4230F5")
        let before = terminal.card.memory.image
        for command in ["3D 01 000000 010000 99", "0C 02 05000000", "3B 03 000000 010000 11"] {
            #expect(terminal.send(command) == .done)
            #expect(terminal.card.memory.image == before)
        }
        #expect(terminal.authenticate(0x71, 1, .zero(.aes)) == 0)
        #expect(terminal.card.memory.image == before)
    }
}
