import FoundationEssentials
import Glibc
import TestSupport
import Testing
import VirtualDevices

@testable import VirtualCard

@Suite struct CardImageFileTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.file("card") }

    private func open(_ memory: CardMemory = CardMemory(blank: .ev2)) throws -> CardImageFile {
        try CardImageFile(path: path) { memory }
    }

    @Test func `a file that is missing becomes a blank card, readable by its owner only`() throws {
        let blank = CardMemory(blank: .ev1, masterKey: .aes)
        #expect(try open(blank).load() == blank)
        #expect(try open().load() == blank, "the second time it is there")
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(
            try folder.names() == ["card"]
        )
    }

    @Test func `a card is in one reader at a time, also after it was saved`() throws {
        let file = try open()
        #expect(throws: CardImageFileError.inUse(path: path)) { try open() }
        let furnished = MemoryTests.furnishedCard().memory
        try file.save(furnished)
        #expect(throws: CardImageFileError.inUse(path: path)) { try open() }
        #expect(try file.load() == furnished)
    }

    @Test func `an image that is torn is refused with its path`() throws {
        let image = MemoryTests.furnishedCard().memory.image
        for (bytes, reason) in [
            (image.dropLast(), CardImageError.damaged), ([], .notACardImage),
            (Array("nonsense, of some length".utf8)[...], .notACardImage),
        ] {
            try Data(bytes).write(to: URL(filePath: path))
            let error = try #require(throws: CardImageFileError.self) { try open().load() }
            #expect(error == .unusable(path: path, reason))
            #expect(error.sentence.contains(path))
        }
    }

    @Test func `a folder that is missing is told by the call and the path`() {
        let missing = folder.file("none/card")
        #expect(
            throws: CardImageFileError.callFailed(name: "mkstemp", path: missing, errno: ENOENT)
        ) {
            try CardImageFile(path: missing) { CardMemory(blank: .ev2) }
        }
    }

    @Test func `a card killed behind any command is the card before or after it`() throws {
        let file = try open()
        var terminal = TestTerminal(VirtualCard(memory: try file.load()))
        for command in [
            "CA 4230F5 0F 84", "5A 4230F5", "CC 02 00 EEEE 00000000 64000000 07000000 00",
            "C0 03 00 EEEE 010000 030000", "0C 02 05000000", "3B 03 000000 010000 AA", "C7",
            "DC 02 01000000", "3B 03 000000 010000 BB", "C7", "DF 03", "CD 01 00 EEEE 010000",
            "3D 01 000000 010000 CC",
        ] {
            let before = terminal.card.memory
            #expect(try file.load() == before, "a kill before \(command) leaves the state before")
            #expect(terminal.send(command) == .done)
            if terminal.card.memory != before { try file.save(terminal.card.memory) }
        }
        #expect(try file.load() == terminal.card.memory)
    }
}
