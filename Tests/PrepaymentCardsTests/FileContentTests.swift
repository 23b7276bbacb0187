import DESFire
import MeterSimulator
import Prepayment
import PrepaymentCards
import TestSupport
import Testing
import VirtualDevices

@testable import VirtualCard

/// Files of our layout with a content that makes no sense: told by name, and nothing is sold.
@Suite struct FileContentTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: UInt8
        let name: String
        let offset: Int
        let bytes: [UInt8]
        let error: LayoutError
    }

    static let table = [
        Row(
            testDescription: "a holder of a later layout",
            file: 1,
            name: "holder",
            offset: 0,
            bytes: [2],
            error: .unknownValue(field: "holder layout", value: 2)
        ),
        Row(
            testDescription: "a utility that nobody knows",
            file: 1,
            name: "holder",
            offset: 2,
            bytes: [9],
            error: .unknownValue(field: "utility", value: 9)
        ),
        Row(
            testDescription: "a meter number with letters",
            file: 1,
            name: "holder",
            offset: 18,
            bytes: [0xAB],
            error: .unknownValue(field: "meter", value: 0xAB24_0000_1234)
        ),
        Row(
            testDescription: "a load record that was never written",
            file: 3,
            name: "load",
            offset: 0,
            bytes: [0],
            error: .unknownValue(field: "load layout", value: 0)
        ),
        Row(
            testDescription: "a load of less than nothing",
            file: 3,
            name: "load",
            offset: 20,
            bytes: [0xFF, 0xFF, 0xFF, 0xFF],
            error: .unknownValue(field: "credit", value: 0xFFFF_FFFF)
        ),
        Row(
            testDescription: "a return mark that no meter writes",
            file: 5,
            name: "return",
            offset: 0,
            bytes: [0x69],
            error: .unknownValue(field: "return mark", value: 0x69)
        ),
        Row(
            testDescription: "a meter with a result of its own",
            file: 5,
            name: "return",
            offset: 0,
            bytes: [0x68, 0x01] + [UInt8](repeating: 0, count: 32) + [0xEE],
            error: .unknownValue(field: "result", value: 0xEE)
        ),
    ]

    @Test(arguments: table) func `a file that makes no sense is named`(row: Row) throws {
        let estate = try Estate()
        var memory = try Chip.ev2WithDESKey.issued(by: estate)
        memory.overwrite(row.file, at: row.offset, with: row.bytes)
        let refusal = try failure { _ = try estate.read(InProcessTransport(memory)) }
        #expect(refusal == .unreadable(file: row.name, row.error))
    }

    @Test func `a card issued before its holder told the ceiling is asked for its limits`() throws {
        let estate = try Estate()
        var memory = try Chip.ev2WithDESKey.issued(by: estate)
        let told = try estate.read(InProcessTransport(memory)).holder
        #expect(told.ceiling == Credit(count: 200_000))
        memory.overwrite(1, at: 32, with: [0, 0, 0, 0])
        #expect(try estate.read(InProcessTransport(memory)).holder == told)
    }

    @Test func `a card that was torn under other terms tells what its file really takes`() throws {
        let estate = try Estate()
        let sample = CardIssue.sample()
        let raised = CardIssue(
            holder: sample.holder,
            parameters: sample.parameters,
            ceiling: Credit(count: 900_000)
        )
        // The last command is the commit: all files are there, and nothing stands in them.
        let whole = CountingTransport(InProcessTransport(Chip.ev2WithDESKey.blank))
        try estate.issue(sample, on: whole)
        let last = whole.apduCount - 1
        let torn = InProcessTransport(Chip.ev2WithDESKey.blank) { index, _ in
            index == last ? .dropBeforeExecuting : .none
        }
        #expect(try failure { try estate.issue(sample, on: torn) } != nil)
        let again = InProcessTransport(torn.memory)
        try estate.issue(raised, on: again)
        again.tap()
        #expect(try estate.read(again).holder.ceiling == Credit(count: 200_000))
    }

    @Test func `parameters that make no sense give no credit`() throws {
        let estate = try Estate()
        let reader = InProcessTransport(try Chip.ev2WithDESKey.issued(by: estate))
        try estate.topUp(reader)
        var memory = reader.memory
        memory.overwrite(4, at: 19, with: [0, 0, 0, 0])
        let home = try Home(estate)
        let torn = InProcessTransport(memory)
        let error = LayoutError.unknownValue(field: "unit price", value: 0)
        #expect(throws: MeterError.card(.unreadable(file: "parameters", error))) {
            try home.accept(torn)
        }
        #expect(try home.image().memory.balance == .zero)
        #expect(torn.memory == memory)
    }
}

extension CardMemory {
    /// Changes bytes of a backup file of the first application.
    fileprivate mutating func overwrite(_ file: UInt8, at offset: Int, with bytes: [UInt8]) {
        guard let index = applications[0].files.firstIndex(where: { $0.number == file }),
            case .backup(var content) = applications[0].files[index].content
        else { preconditionFailure("no backup file \(file)") }
        content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        applications[0].files[index].content = .backup(content)
    }
}
