import Book
import Prepayment
import Relational

/// A stored value that no version of this program writes.
struct Damage: Error {
    let what: String
}

extension SQLRow {
    // Inlined, like the two choices below: the rows of both databases read them by one generic code,
    // and only at its place is the width of a column known. An audit reads millions.
    @inline(__always)
    func number<Number: FixedWidthInteger>(_ column: Int) throws -> Number {
        let value = try integer(column)
        guard let number = Number(exactly: value) else {
            throw Damage(what: "\(value) is no \(Number.self).")
        }
        return number
    }

    func kiosk(_ column: Int) throws -> KioskIdentifier {
        KioskIdentifier(try number(column))
    }

    func day(_ column: Int) throws -> BusinessDay {
        let value: UInt32 = try number(column)
        guard let day = BusinessDay(yearMonthDay: value) else {
            throw Damage(what: "\(value) is no day.")
        }
        return day
    }

    @inline(__always)
    func choice<Choice: RawRepresentable>(_ column: Int) throws -> Choice
    where Choice.RawValue: FixedWidthInteger {
        let value: Choice.RawValue = try number(column)
        guard let choice = Choice(rawValue: value) else {
            throw Damage(what: "\(value) is no \(Choice.self).")
        }
        return choice
    }

    @inline(__always)
    func optionalChoice<Choice: RawRepresentable>(_ column: Int) throws -> Choice?
    where Choice.RawValue: FixedWidthInteger {
        isNull(column) ? nil : try choice(column)
    }

    func twelveDigits(_ column: Int) throws -> TwelveDigits {
        let value = try integer(column)
        guard let digits = TwelveDigits(String(value)) else {
            throw Damage(what: "\(value) has no twelve digits.")
        }
        return digits
    }

    /// Three columns: kiosk, epoch, sequence.
    func position(from column: Int) throws -> RecordPosition {
        RecordPosition(
            kiosk: try kiosk(column),
            epoch: try number(column + 1),
            sequence: try number(column + 2)
        )
    }

    /// Eight columns, in the order of the table of sales.
    func terms(from column: Int) throws -> SaleTerms {
        SaleTerms(
            tender: try choice(column),
            utility: try choice(column + 1),
            creditMode: try choice(column + 2),
            paid: Money(fen: try integer(column + 3)),
            credit: Credit(count: try integer(column + 4)),
            customer: try twelveDigits(column + 5),
            meter: try twelveDigits(column + 6),
            card: CardIdentifier(try bytes(column + 7))
        )
    }
}
