import Cryptography
import Testing

@testable import VirtualCard

/// Bytes of commands and settings as public documents write them.
@Suite struct EncodingVectorTests {
    @Test(arguments: try CardVector.all("file-settings").filter { $0.expected.refused != true })
    func `file settings are given as published`(_ vector: CardVector) throws {
        let published = hex(try #require(vector.inputs.response))
        var terminal = TestTerminal(application: 0x0F, keyType: 0x80)
        terminal.card.memory.applications[0].files = [
            CardFile(
                number: 5,
                isoIdentifier: nil,
                modeByte: published[1],
                rights: AccessRights(word: UInt16(littleEndianBytes: published[2..<4])),
                content: try Self.content(vector.expected)
            )
        ]
        #expect(terminal.send("F5 05") == TestAnswer(status: 0, data: published))
    }

    private static func content(_ expected: CardVector.Expected) throws -> FileContent {
        switch expected.type {
        case "standard":
            return .standard([UInt8](repeating: 0, count: try #require(expected.size)))
        case "value":
            return .value(
                ValueFile(
                    lowerLimit: try #require(expected.lower),
                    upperLimit: try #require(expected.upper),
                    value: 0,
                    limitedCredit: try #require(expected.limitedCreditValue),
                    flags: 3
                )
            )
        default:
            let size = try #require(expected.recordSize)
            let record = [UInt8](repeating: 0, count: size)
            return .cyclic(
                RecordFile(
                    recordBytes: size,
                    limit: try #require(expected.maxRecords),
                    records: [[UInt8]](repeating: record, count: try #require(expected.records))
                )
            )
        }
    }

    /// What a command leaves behind: another command and its answer.
    static let traces: [String: (command: String, answer: String)] = [
        "createApplication": ("6A", "4230F5 563412"),
        "createValueFile": ("F5 05", "02 03 1234 9CFFFFFF E8030000 00000000 03"),
        "createLinearRecordFile": ("F5 05", "03 00 1234 200000 640000 000000"),
    ]

    struct Encoding: Decodable, Sendable, CustomTestStringConvertible {
        struct Inputs: Decodable, Sendable { var command: String }
        struct Expected: Decodable, Sendable { var ins: String, header: String }
        var name: String
        var inputs: Inputs
        var expected: Expected
        var testDescription: String { name }

        static func traced() throws -> [Encoding] {
            let all: [Encoding] = try CardVectorFile.vectors("native-encoding")
            return all.filter { traces[$0.inputs.command] != nil }
        }
    }

    @Test(arguments: try Encoding.traced())
    func `published creation commands are taken`(_ vector: Encoding) throws {
        let trace = try #require(Self.traces[vector.inputs.command])
        // The published rights name key 4.
        var terminal = TestTerminal(VirtualCard(memory: CardMemory(blank: .ev2)))
        terminal.send("CA 4230F5 0F 85")
        if vector.expected.ins != "CA" { terminal.send("5A 4230F5") }
        #expect(terminal.send(vector.expected.ins + vector.expected.header) == .done)
        #expect(terminal.send(trace.command) == TestAnswer(status: 0, data: hex(trace.answer)))
    }
}
