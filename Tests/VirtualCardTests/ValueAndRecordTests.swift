import Testing

@testable import VirtualCard

@Suite struct ValueTests {
    private func terminal(
        lower: Int32 = 0,
        upper: Int32,
        value: Int32,
        flags: UInt8 = 1
    ) -> TestTerminal {
        var terminal = TestTerminal()
        let numbers = [lower, upper, value].flatMap { $0.littleEndianBytes() }
        #expect(terminal.send("CC 01 00 EEEE", numbers + [flags]) == .done)
        return terminal
    }

    private func change(_ terminal: inout TestTerminal, _ code: String, _ amount: Int32) -> UInt8 {
        terminal.send(code + "01", amount.littleEndianBytes()).status
    }

    private func value(_ terminal: inout TestTerminal) -> Int32 {
        Int32(littleEndianBytes: terminal.send("6C 01").data)
    }

    @Test func `credits and debits add up until commit`() {
        var terminal = terminal(upper: 100, value: 10)
        #expect(change(&terminal, "0C", 50) == 0)
        #expect(change(&terminal, "DC", 20) == 0)
        #expect(change(&terminal, "0C", 5) == 0)
        #expect(value(&terminal) == 10)
        #expect(terminal.send("C7") == .done)
        #expect(value(&terminal) == 45)
    }

    /// Limits, value, command, amount, status.
    @Test(
        arguments: [
            (0, 100, 10, "0C", 90, 0x00), (0, 100, 10, "0C", 91, 0xBE),
            (0, 100, 10, "DC", 10, 0x00),
            (0, 100, 10, "DC", 11, 0xBE), (-100, 0, -10, "DC", 90, 0x00),
            (-100, 0, -10, "DC", 91, 0xBE), (-100, 0, -10, "0C", 10, 0x00),
            (.min, .max, .max, "0C", 1, 0xBE), (.min, .max, .min, "DC", 1, 0xBE),
            (.min, .max, -1, "DC", .max, 0x00), (.min, .max, 0, "0C", .max, 0x00),
        ] as [(Int32, Int32, Int32, String, Int32, UInt8)]
    )
    func `a value stays within its limits`(
        _ row: (lower: Int32, upper: Int32, value: Int32, code: String, amount: Int32, st: UInt8)
    ) {
        var terminal = terminal(lower: row.lower, upper: row.upper, value: row.value)
        #expect(change(&terminal, row.code, row.amount) == row.st)
    }

    @Test func `a limit is checked against the pending value`() {
        var terminal = terminal(upper: 100, value: 10)
        #expect(change(&terminal, "0C", 90) == 0)
        #expect(change(&terminal, "0C", 1) == 0xBE)
        #expect(terminal.send("C7").status == 0x0C, "the error discarded the first credit too")
        #expect(value(&terminal) == 10)
    }

    @Test func `limited credit gives back the debits of the last transaction, once`() {
        var terminal = terminal(upper: 10_000, value: 5000)
        #expect(change(&terminal, "1C", 1) == 0xBE, "nothing was debited yet")
        _ = change(&terminal, "DC", 1300)
        _ = change(&terminal, "0C", 20)
        _ = change(&terminal, "DC", 1700)
        #expect(terminal.send("C7") == .done)
        #expect(terminal.send("F5 01").data[12..<16] == [0xB8, 0x0B, 0, 0])
        _ = change(&terminal, "0C", 1)
        #expect(terminal.send("C7") == .done)
        #expect(terminal.send("F5 01").data[12..<16] == [0xB8, 0x0B, 0, 0], "no debit, no change")
        #expect(change(&terminal, "1C", 3001) == 0xBE)
        #expect(change(&terminal, "1C", 1000) == 0)
        #expect(change(&terminal, "1C", 1) == 0xBE, "used up by its first use")
        #expect(change(&terminal, "1C", 3000) == 0, "the error discarded that use")
        #expect(terminal.send("C7") == .done)
        #expect(value(&terminal) == 5000 - 3000 + 20 + 1 + 3000)
        #expect(terminal.send("F5 01").data[12..<16] == [0, 0, 0, 0])
    }
}

@Suite struct RecordTests {
    private func terminal(cyclic: Bool, limit: UInt8) -> TestTerminal {
        var terminal = TestTerminal()
        terminal.send(cyclic ? "C0 01 00 EEEE 020000" : "C1 01 00 EEEE 020000", [limit, 0, 0])
        return terminal
    }

    private func add(_ terminal: inout TestTerminal, _ byte: UInt8) -> UInt8 {
        let written = terminal.send("3B 01 000000 020000", [byte, byte]).status
        return written == 0 ? terminal.send("C7").status : written
    }

    @Test func `a cyclic file of N shows N - 1 and drops the oldest`() {
        var terminal = terminal(cyclic: true, limit: 4)
        for byte: UInt8 in 1...5 { #expect(add(&terminal, byte) == 0) }
        #expect(terminal.send("BB 01 000000 000000").data == [3, 3, 4, 4, 5, 5])
        #expect(terminal.send("F5 01").data.suffix(3) == [3, 0, 0])
        #expect(terminal.send("F5 01").data[7..<10] == [4, 0, 0])
    }

    @Test func `a full linear file takes no more until it is cleared`() {
        var terminal = terminal(cyclic: false, limit: 2)
        #expect(add(&terminal, 1) == 0)
        #expect(add(&terminal, 2) == 0)
        #expect(add(&terminal, 3) == 0xBE)
        #expect(terminal.send("EB 01") == .done)
        #expect(terminal.send("BB 01 000000 000000").data == [1, 1, 2, 2], "not before commit")
        #expect(terminal.send("C7") == .done)
        #expect(terminal.send("BB 01 000000 000000").status == 0xBE)
        #expect(add(&terminal, 3) == 0)
        #expect(terminal.send("BB 01 000000 000000").data == [3, 3])
    }

    @Test func `the record of one transaction is written piece by piece`() {
        var terminal = terminal(cyclic: true, limit: 3)
        #expect(terminal.send("3B 01 010000 010000 AA") == .done)
        #expect(terminal.send("3B 01 000000 010000 BB") == .done)
        #expect(terminal.send("C7") == .done)
        #expect(terminal.send("BB 01 000000 000000").data == [0xBB, 0xAA])
    }

    @Test func `clearing swallows a record of the same transaction`() {
        var terminal = terminal(cyclic: false, limit: 3)
        #expect(add(&terminal, 1) == 0)
        terminal.send("3B 01 000000 010000 AA")
        #expect(terminal.send("EB 01") == .done)
        #expect(terminal.send("C7") == .done)
        #expect(terminal.send("F5 01").data.suffix(3) == [0, 0, 0])
    }

    /// Record and count asked for, of records 1, 2, 3; nothing means BE.
    @Test(
        arguments: [
            (0, 0, [1, 2, 3]), (0, 1, [3]), (0, 3, [1, 2, 3]), (1, 0, [1, 2]), (1, 1, [2]),
            (2, 1, [1]), (2, 0, [1]), (0, 4, []), (1, 3, []), (3, 0, []), (3, 1, []),
        ] as [(UInt8, UInt8, [UInt8])]
    )
    func `records are counted from the newest and come oldest first`(
        _ row: (record: UInt8, count: UInt8, expected: [UInt8])
    ) {
        var terminal = terminal(cyclic: false, limit: 5)
        for byte: UInt8 in 1...3 { #expect(add(&terminal, byte) == 0) }
        let answer = terminal.send("BB 01", [row.record, 0, 0, row.count, 0, 0])
        #expect(answer.status == (row.expected.isEmpty ? 0xBE : 0))
        #expect(answer.data == row.expected.flatMap { [$0, $0] })
    }

    @Test func `a transaction updates one record, and not beside a new one`() {
        var terminal = terminal(cyclic: false, limit: 5)
        for byte: UInt8 in 1...2 { #expect(add(&terminal, byte) == 0) }
        #expect(terminal.send("DB 01 010000 000000 010000 AA") == .done)
        #expect(terminal.send("DB 01 010000 010000 010000 BB") == .done)
        #expect(terminal.send("C7") == .done)
        #expect(terminal.send("BB 01 000000 000000").data == [0xAA, 0xBB, 2, 2])
        terminal.send("DB 01 010000 000000 010000 CC")
        #expect(terminal.send("DB 01 000000 000000 010000 CC").status == 0x9D)
        terminal.send("DB 01 010000 000000 010000 CC")
        #expect(terminal.send("3B 01 000000 010000 CC").status == 0x9D)
        terminal.send("3B 01 000000 010000 CC")
        #expect(terminal.send("DB 01 010000 000000 010000 CC").status == 0x9D)
        #expect(terminal.send("BB 01 000000 000000").data == [0xAA, 0xBB, 2, 2])
    }
}
