import Cryptography
import Testing

@testable import VirtualCard

/// Every operation against every right: who is let in, who is turned away, and how it is protected.
@Suite struct AccessRightsTests {
    /// An operation, the rights that allow it (R read, W write, B both, C change), and a command.
    struct Operation: Sendable, CustomTestStringConvertible {
        var name: String
        var allowedBy: String
        var command: String
        var data = ""
        var isRead = false
        /// ClearRecordFile follows the session, not the file; settings are always enciphered.
        var fixedMode: TestMode?
        var testDescription: String { name }
    }

    static let operations = [
        Operation(name: "ReadData", allowedBy: "RB", command: "BD01000000040000", isRead: true),
        Operation(
            name: "WriteData",
            allowedBy: "WB",
            command: "3D01000000040000",
            data: "01020304"
        ),
        Operation(name: "GetValue", allowedBy: "RWB", command: "6C02", isRead: true),
        Operation(name: "Debit", allowedBy: "RWB", command: "DC02", data: "01000000"),
        Operation(name: "LimitedCredit", allowedBy: "WB", command: "1C02", data: "00000000"),
        Operation(name: "Credit", allowedBy: "B", command: "0C02", data: "01000000"),
        Operation(name: "ReadRecords", allowedBy: "RB", command: "BB03000000010000", isRead: true),
        Operation(name: "WriteRecord", allowedBy: "WB", command: "3B03000000010000", data: "55"),
        Operation(
            name: "UpdateRecord",
            allowedBy: "WB",
            command: "DB03000000000000010000",
            data: "55"
        ),
        Operation(name: "ClearRecordFile", allowedBy: "B", command: "EB03", fixedMode: .mac),
        Operation(
            name: "ChangeFileSettings",
            allowedBy: "C",
            command: "5F01",
            data: "03EEEE",
            fixedMode: .full
        ),
    ]

    enum Grant: CaseIterable { case free, keyOne }
    enum Login: CaseIterable { case nobody, keyOne, keyTwo }

    @Test(arguments: operations, [TestMode.plain, .mac, .full])
    func `an operation is open to its rights alone`(
        _ operation: Operation,
        _ fileMode: TestMode
    ) throws {
        for instruction: UInt8 in [0xAA, 0x71] {
            for right in "RWBC" {
                for grant in Grant.allCases {
                    for login in Login.allCases {
                        try check(operation, fileMode, right, grant, login, instruction)
                    }
                }
            }
        }
    }

    private func check(
        _ operation: Operation,
        _ fileMode: TestMode,
        _ right: Character,
        _ grant: Grant,
        _ login: Login,
        _ instruction: UInt8
    ) throws {
        var terminal = TestTerminal(try card(fileMode, right, grant))
        terminal.send("5A 4230F5")
        if login != .nobody {
            #expect(terminal.authenticate(instruction, login == .keyOne ? 1 : 2, .zero(.aes)) == 0)
        }
        let isAllowed = operation.allowedBy.contains(right)
        let isNamed = grant == .keyOne && login == .keyOne
        let status: UInt8 =
            if !isAllowed { 0x9D } else if grant == .free || isNamed { 0x00 } else { 0xAE }
        let mode = Self.mode(operation, fileMode, isNamed: isNamed, login)
        let byteCounts: [String: Int] = ["ReadData": 4, "GetValue": 4, "ReadRecords": 4]
        let answer = try terminal.secure(
            operation.command,
            protected: hex(operation.data),
            mode,
            answer: operation.isRead || mode != .full ? mode : .mac,
            answerBytes: byteCounts[operation.name] ?? 0
        )
        #expect(
            answer.status == status,
            "\(right) is \(grant), \(login) is logged in by \([instruction].hexadecimal)"
        )
    }

    /// Where the right is only free, all is plain; a refused command may go out in any mode.
    private static func mode(
        _ operation: Operation,
        _ fileMode: TestMode,
        isNamed: Bool,
        _ login: Login
    ) -> TestMode {
        if login == .nobody { return .plain }
        if operation.name == "ClearRecordFile" { return .mac }
        return isNamed ? operation.fixedMode ?? fileMode : .plain
    }

    /// A card with one file of each kind, of which one right is given and the others never.
    private func card(
        _ mode: TestMode,
        _ right: Character,
        _ grant: Grant
    ) throws -> VirtualCard {
        let place = try #require(["R": 12, "W": 8, "B": 4, "C": 0][right])
        let nibble: UInt16 = grant == .free ? 14 : 1
        let rights = AccessRights(word: 0xFFFF & ~(0xF << UInt16(place)) | nibble << UInt16(place))
        let modeByte: UInt8 = [.plain: 0, .mac: 1, .full: 3][mode] ?? 0
        let contents: [FileContent] = [
            .backup([UInt8](repeating: 7, count: 32)),
            .value(ValueFile(lowerLimit: 0, upperLimit: 9, value: 5, flags: 1)),
            .linear(RecordFile(recordBytes: 4, limit: 3, records: [[1, 2, 3, 4]])),
        ]
        var terminal = TestTerminal()
        terminal.card.memory.applications[0].files = contents.enumerated().map { index, content in
            CardFile(
                number: UInt8(index + 1),
                isoIdentifier: nil,
                modeByte: modeByte,
                rights: rights,
                content: content
            )
        }
        return terminal.card
    }

    @Test func `a value may be read freely by its flag`() {
        for (flag, status) in [(UInt8(0x02), UInt8(0x00)), (0x00, 0xAE)] {
            var terminal = TestTerminal()
            terminal.send("CC 02 03 1023 00000000 09000000 05000000", [flag])
            #expect(terminal.send("6C 02").status == status)
        }
    }
}
