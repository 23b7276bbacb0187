import Cryptography
import Prepayment
import TestSupport
import Testing

/// The layouts are on cards in people's pockets: a change here is a new layout number.
@Suite struct CardFileTests {
    let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 42)

    @Test func `the holder file has its documented bytes`() throws {
        let bytes = Sample.holder().bytes
        let expected =
            "01010101" + "00000000000157C1" + "000000100234" + "202400001234" + "6B02D940"
            + "00000007" + String(repeating: "00", count: 16)
        #expect(bytes.hexadecimal == expected)
        #expect(try Holder(bytes: bytes) == Sample.holder())
    }

    @Test func `the holder's ceiling stands behind, and a card without one has none`() throws {
        let holder = Sample.holder().carrying(atMost: Credit(count: 200_000))
        let bytes = holder.bytes
        #expect(bytes.suffix(16).hexadecimal == "00030D40" + String(repeating: "00", count: 12))
        #expect(try Holder(bytes: bytes) == holder)
        #expect(try Holder(bytes: Sample.holder().bytes).ceiling == nil)
        #expect(holder != Sample.holder())
        #expect(holder.isSameIssue(as: Sample.holder()))
    }

    @Test func `the load record has its documented bytes`() throws {
        let load = Sample.load(number: 9, sale: sale, credit: 10_000)
        let expected =
            "0101" + "0000000700010000002A" + "00000009" + "00002710" + "00002710" + "0005" + "0003"
            + "6B02D940" + "00000000"
        #expect(load.bytes.hexadecimal == expected)
        #expect(load.bytes.count == LoadRecord.byteCount)
        #expect(try LoadRecord(bytes: load.bytes) == load)
    }

    @Test func `the parameters have their documented bytes`() throws {
        let parameters = Sample.parameters()
        let expected =
            "01" + "0003" + "000007D0" + "000001F4" + "0007A120" + "000003E8" + "000014A3" + "0005"
            + "6B02D940" + "000000"
        #expect(parameters.bytes.hexadecimal == expected)
        #expect(try MeterParameters(bytes: parameters.bytes) == parameters)
    }

    @Test func `the return record has its documented bytes`() throws {
        let record = ReturnRecord(
            isWritten: true,
            reading: Sample.reading(accepted: 9, remaining: 12_000)
        )
        let expected =
            "6801" + "202400001234" + "00000009" + "00002EE0" + "00000000" + "000000000001E240"
            + "0000" + "0000" + "0000" + "01" + "6B02D940" + String(repeating: "00", count: 9)
        #expect(record.bytes.hexadecimal == expected)
        #expect(try ReturnRecord(bytes: record.bytes) == record)
    }

    @Test func `a cleared mark keeps what the meter said before`() throws {
        var bytes = ReturnRecord(isWritten: true, reading: Sample.reading(accepted: 9)).bytes
        bytes[0] = 0
        let record = try ReturnRecord(bytes: bytes)
        #expect(!record.isWritten)
        #expect(record.acceptedPurchaseNumber == 9)
    }

    @Test func `a file of zeros is a card that no meter has seen`() throws {
        let zeros = [UInt8](repeating: 0, count: ReturnRecord.byteCount)
        #expect(try ReturnRecord(bytes: zeros) == .empty)
    }

    @Test func `a history record has its documented bytes`() throws {
        let record = HistoryRecord(
            kind: .take,
            time: Sample.noon,
            purchaseNumber: 9,
            sale: sale,
            paid: Money(fen: 0),
            credit: Credit(count: 10_000),
            remaining: Credit(count: 12_000)
        )
        let expected =
            "02" + "6B02D940" + "00000009" + "0000000700010000002A" + "00000000" + "00002710"
            + "00002EE0" + "00"
        #expect(record.bytes.hexadecimal == expected)
        #expect(try HistoryRecord(bytes: record.bytes) == record)
    }

    @Test(arguments: [
        (0, "holder layout"), (1, "card kind"), (2, "utility"), (3, "credit mode"),
        (12, "customer"),
        (18, "meter"),
    ]) func `a holder file with an unknown value is refused by its name`(offset: Int, field: String)
    {
        var bytes = Sample.holder().bytes
        bytes[offset] = 0xFF
        #expect {
            try Holder(bytes: bytes)
        } throws: { error in
            guard case .unknownValue(field, _) = error as? LayoutError else { return false }
            return true
        }
    }

    @Test func `a card file of any other length is refused`() {
        let bytes = Sample.load().bytes
        for count in 0..<bytes.count {
            #expect(throws: LayoutError.self) { try LoadRecord(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: LayoutError.trailingBytes(count: 1)) { try LoadRecord(bytes: bytes + [0]) }
    }
}
