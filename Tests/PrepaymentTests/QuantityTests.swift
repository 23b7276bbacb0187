import Prepayment
import TestSupport
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("100.00", 10_000), ("100", 10_000), ("100.5", 10_050), ("0.01", 1), ("0", 0), ("007", 700),
        ("10000000.00", 1_000_000_000),
    ]) func `an amount is read as a person types it`(text: String, fen: Int64) throws {
        #expect(try Money(yuan: text).fen == fen)
    }

    @Test(arguments: [
        ("", AmountError.notANumber("")), ("-5", .notANumber("-5")), ("+5", .notANumber("+5")),
        ("1e3", .notANumber("1e3")), ("1,000", .notANumber("1,000")), (".5", .notANumber(".5")),
        ("5.", .notANumber("5.")), ("1.2.3", .notANumber("1.2.3")), ("abc", .notANumber("abc")),
        ("１００", .notANumber("１００")), (" 5", .notANumber(" 5")), ("NaN", .notANumber("NaN")),
        ("10.005", .tooManyDecimals("10.005")), ("1.000", .tooManyDecimals("1.000")),
        ("10000000.01", .tooLarge("10000000.01")),
        ("99999999999999999999", .tooLarge("99999999999999999999")),
    ]) func `what cannot be meant is refused`(text: String, error: AmountError) {
        #expect(throws: error) { try Money(yuan: text) }
    }

    @Test(arguments: [
        (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (10_000, "100.00"), (-12_345, "-123.45"),
    ])
    func `money is shown with two decimals`(fen: Int64, text: String) {
        #expect(Money(fen: fen).description == text)
    }

    @Test(arguments: [
        ("0.5283", Utility.electricity, 10_000, 18_929), ("1", .electricity, 100, 100),
        ("0.5283", .electricity, 1, 2), ("3.45", .water, 10_000, 28_986),
        ("0.0001", .gas, 1, 100_000),
    ]) func `a quantity is rounded up in the resident's favour`(
        price: String,
        utility: Utility,
        fen: Int64,
        smallestUnits: Int64
    ) {
        let tariff = Tariff(utility: utility, version: 1, unitPrice: Sample.price(price))
        #expect(tariff.quantity(for: Money(fen: fen)).smallestUnits == smallestUnits)
    }

    @Test(arguments: ["0", "0.0000", "-1", "1.23456", "", ".5", "5.", "x", "429497"])
    func `a price that is none is refused`(text: String) {
        #expect(UnitPrice(yuan: text) == nil)
    }

    @Test(arguments: [
        ("K0007-1-000042", SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 42)),
        (
            "K12345-65535-4294967295",
            SaleIdentifier(kiosk: KioskIdentifier(12_345), epoch: .max, sequence: .max)
        ),
    ]) func `a sale's name reads back as it was printed`(text: String, sale: SaleIdentifier) {
        #expect(sale.description == text)
        #expect(SaleIdentifier(text) == sale)
    }

    @Test(arguments: ["", "K7", "7-1-42", "K7-1-", "K7-1-42-1", "K7-65536-1", "K-1-1"])
    func `a text that names no sale is refused`(text: String) {
        #expect(SaleIdentifier(text) == nil)
    }

    @Test func `meter numbers keep their digits in six bytes`() {
        let number = Sample.digits("202400001234")
        #expect(number.binaryCodedDecimal == [0x20, 0x24, 0x00, 0x00, 0x12, 0x34])
        #expect(TwelveDigits(binaryCodedDecimal: number.binaryCodedDecimal) == number)
        #expect(TwelveDigits(binaryCodedDecimal: [0xA0, 0, 0, 0, 0, 0]) == nil)
        #expect(TwelveDigits("1234567890123") == nil)
        #expect(TwelveDigits("12 4") == nil)
    }

    @Test(arguments: [
        ("2026-11-22", true), ("2028-02-29", true), ("2026-02-29", false), ("2026-13-01", false),
        ("2026-00-01", false), ("2026-11-31", false), ("2026-1-1", false), ("26-11-22", false),
        ("2026-11-22 ", false), ("2100-02-29", false),
    ]) func `only days of the calendar are business days`(text: String, exists: Bool) {
        #expect((BusinessDay(text) != nil) == exists)
        #expect(BusinessDay(text).map(\.description) == (exists ? text : nil))
    }

    @Test(
        arguments: [
            ("2026-11-22", "2026-11-23"), ("2026-11-30", "2026-12-01"),
            ("2026-12-31", "2027-01-01"), ("2028-02-28", "2028-02-29"),
            ("2027-02-28", "2027-03-01"), ("9999-12-31", nil),
        ] as [(String, String?)]
    )
    func `a day has the next one`(day: String, next: String?) {
        #expect(BusinessDay(day)?.next?.description == next)
    }
}
