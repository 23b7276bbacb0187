import DESFire
import MeterSimulator
import Prepayment
import PrepaymentCards
import SmartCards
import TestSupport
import Testing
import VirtualDevices

@testable import VirtualCard

/// Cards that are not ours, or not what they should be: each is told apart, and left as it was.
@Suite struct WrongCardTests {
    let estate: Estate
    let stranger: Estate

    init() throws {
        estate = try Estate()
        stranger = try Estate(seed: 2)
    }

    /// What reading and issuing say to a card; neither may change it.
    private func expect(
        _ reading: PrepaymentCardError,
        _ issuing: PrepaymentCardError?,
        of memory: CardMemory,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let reader = InProcessTransport(memory)
        #expect(try failure { _ = try estate.read(reader) } == reading, sourceLocation: location)
        #expect(reader.memory == memory, sourceLocation: location)
        guard let issuing else { return }
        let other = InProcessTransport(memory)
        #expect(try failure { try estate.issue(on: other) } == issuing, sourceLocation: location)
        #expect(other.memory == memory, sourceLocation: location)
    }

    @Test(arguments: Chip.allCases) func `a blank card is blank`(chip: Chip) throws {
        try expect(.blank, nil, of: chip.blank)
    }

    @Test(arguments: Chip.generations)
    func `another estate's card stays theirs`(chip: Chip) throws {
        try expect(.otherEstate, .otherEstate, of: try chip.issued(by: stranger))
        try expect(.foreign, .foreign, of: try chip.issued(by: stranger, .sample(.gas)).renamed)
    }

    @Test(arguments: Chip.generations)
    func `another estate's meter takes nothing`(chip: Chip) throws {
        let reader = InProcessTransport(try chip.issued(by: estate))
        try estate.topUp(reader)
        reader.tap()
        let loaded = reader.memory
        let home = try Home(stranger)
        let error = #expect(throws: MeterError.self) { try home.accept(reader) }
        #expect(error == .card(.otherEstate))
        #expect(error?.displayCode == "Err-32")
        #expect(reader.memory == loaded)
        #expect(try home.image().refusedInsertions == 1)
    }

    @Test(arguments: Chip.allCases)
    func `a card that serves somebody under the factory's key is not taken from them`(
        chip: Chip
    ) throws {
        let reader = InProcessTransport(chip.blank)
        try DESFireCard(reader, keys: estate.keys).createApplication(
            ApplicationDescription(
                identifier: 0x123456,
                keySettings: .factory,
                keyType: .aes,
                keyCount: 1
            )
        )
        try expect(.foreign, .foreign, of: reader.memory)
    }

    @Test(arguments: [0x6D00, 0x6E00, 0x6A81, 0x6A82] as [UInt16])
    func `a card that does not know the commands is no DESFire`(word: UInt16) throws {
        let status = [UInt8(word >> 8), UInt8(word & 0xFF)]
        let uids: [[UInt8]] = [[], [0x04, 1, 2, 3, 4, 5, 6], [0xD1, 2, 3, 4]]
        for uid in uids {
            let card = OtherCard(uid: uid, status: status)
            #expect(try failure { _ = try estate.read(card) } == .notDESFire)
            #expect(try failure { try estate.issue(on: card) } == .notDESFire)
        }
    }

    @Test func `a card with a random number is not used`() throws {
        let card = OtherCard(uid: [0x08, 1, 2, 3], status: [0x91, 0x00])
        #expect(try failure { _ = try estate.read(card) } == .hidesItsNumber)
        #expect(try failure { try estate.issue(on: card) } == .hidesItsNumber)
    }

    @Test(arguments: Chip.generations)
    func `a card without this utility says so`(chip: Chip) throws {
        let memory = try chip.issued(by: estate, .sample(.water))
        let refusal = try failure {
            _ = try estate.read(InProcessTransport(memory), .electricity)
        }
        #expect(refusal == .utilityMissing(.electricity))
        #expect(throws: MeterError.card(.utilityMissing(.electricity))) {
            try Home(estate).accept(InProcessTransport(memory))
        }
    }

    @Test(arguments: Chip.generations)
    func `a card is issued once`(chip: Chip) throws {
        let memory = try chip.issued(by: estate)
        let reader = InProcessTransport(memory)
        let refusal = try failure { try estate.issue(on: reader) }
        #expect(refusal == .alreadyIssued(.electricity))
        #expect(reader.memory == memory)
    }

    @Test(arguments: Chip.generations)
    func `a card without room says so, however often it is issued`(chip: Chip) throws {
        var memory = chip.blank
        memory.freeBytes = 512
        for _ in 0..<2 {
            let reader = InProcessTransport(memory)
            let refusal = try failure { try estate.issue(on: reader) }
            guard case .conversation(.status(.outOfMemory, _)) = refusal else {
                throw TestFailure("refused with \(String(describing: refusal))")
            }
            memory = reader.memory
        }
        #expect(try failure { _ = try estate.read(InProcessTransport(memory)) } == .unfinished)
    }

    @Test(arguments: Chip.generations)
    func `a purchase for another card is not written`(chip: Chip) throws {
        let memory = try chip.issued(by: estate)
        let card = try estate.open(InProcessTransport(memory))
        let purchase = try Purchase(on: try card.read())
        let other = InProcessTransport(
            CardMemory(blank: memory.model, uid: [4, 1, 1, 1, 1, 1, 1])
        )
        try estate.issue(on: other)
        let before = other.memory
        let otherCard = try estate.open(other)
        _ = try otherCard.read()
        guard case .notApplied(let fault) = otherCard.load(purchase.order) else {
            throw TestFailure("written to another card")
        }
        #expect(fault.sentence == "Another card lies in the reader.")
        #expect(other.memory == before)
    }

    @Test func `credit beyond the card's ceiling is not written`() throws {
        let tight = CardIssue(
            holder: CardIssue.sample().holder,
            parameters: Sample.parameters(),
            ceiling: Credit(count: 9_999)
        )
        let memory = try Chip.ev2WithDESKey.issued(by: estate, tight)
        let reader = InProcessTransport(memory)
        let card = try estate.open(reader)
        let read = try card.read()
        #expect(throws: SaleRefusal.overCardCeiling(ceiling: "¥99.99")) { try Purchase(on: read) }
        // Who asked nobody before the money is stopped by the card itself.
        let believed = Sample.snapshot(
            holder: read.holder.carrying(atMost: Credit(count: 200_000)),
            load: read.lastLoad
        )
        let purchase = try Purchase(on: believed)
        guard case .notApplied = card.load(purchase.order) else {
            throw TestFailure("written beyond the ceiling")
        }
        #expect(reader.memory == memory)
    }
}

/// A card of another make: it has a number, and one answer to all commands.
private final class OtherCard: CardTransport {
    let generation: UInt64 = 1
    private let uid: [UInt8]
    private let status: [UInt8]

    init(uid: [UInt8], status: [UInt8]) { (self.uid, self.status) = (uid, status) }

    func transmit(_ command: [UInt8]) -> TransmitOutcome {
        guard command.starts(with: [0xFF, 0xCA]), !uid.isEmpty else { return .response(status) }
        return .response(uid + [0x90, 0x00])
    }
}

extension CardMemory {
    /// The same card, its applications under numbers of somebody else.
    fileprivate var renamed: CardMemory {
        var memory = self
        memory.applications = applications.map { application in
            Application(
                identifier: ApplicationIdentifier(number: 0x123456),
                settings: application.settings,
                keyType: application.keyType,
                usesISOIdentifiers: application.usesISOIdentifiers,
                keys: application.keys,
                isoIdentifier: application.isoIdentifier,
                name: application.name,
                files: application.files
            )
        }
        return memory
    }
}
