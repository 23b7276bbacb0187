/// The content of a `dayClosed` record:
///
///     number (4) · first sequence (4) · carried over · taken · delivered · refunded · owed
///     · unconfirmed · written for others · unsold before (8) · taken by devices · given back by them
///     · unsold (8) · grand total (8)
///
/// A tally is count (4) · fen (8). Of a tally for each kind only those that are not zero stand there, by
/// rising number: how many (1), and for each its number (1) and tally.
extension DayClose {
    func write(to writer: inout ByteWriter) {
        writer.write(number)
        writer.write(firstSequence)
        totals.write(to: &writer)
        writer.write(grandTotal.fen)
    }

    init(from reader: inout ByteReader) throws(LayoutError) {
        self.init(
            number: try reader.read("close number"),
            firstSequence: try reader.read("first sequence"),
            totals: try DayTotals(from: &reader),
            grandTotal: Money(fen: try reader.read("grand total"))
        )
    }
}

extension DayTotals {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(carriedOver)
        writer.write(taken)
        writer.write(delivered)
        writer.write(refunded)
        writer.write(owed)
        writer.write(unconfirmed)
        writer.write(writtenForOthers)
        writer.write(devices.unsoldBefore.fen)
        writer.write(devices.taken)
        writer.write(devices.givenBack)
        writer.write(devices.unsold.fen)
    }

    fileprivate init(from reader: inout ByteReader) throws(LayoutError) {
        self.init(
            carriedOver: try reader.tally("carried over"),
            taken: try reader.tallies("taken"),
            delivered: try reader.tallies("delivered"),
            refunded: try reader.tallies("refunded"),
            owed: try reader.tally("owed"),
            unconfirmed: try reader.tally("unconfirmed"),
            writtenForOthers: try reader.tally("written for others"),
            devices: DeviceMoney(
                unsoldBefore: Money(fen: try reader.read("unsold before")),
                taken: try reader.tallies("taken by devices"),
                givenBack: try reader.tallies("given back by devices"),
                unsold: Money(fen: try reader.read("unsold"))
            )
        )
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ tally: Tally) {
        write(tally.count)
        write(tally.amount.fen)
    }

    fileprivate mutating func write<Kind: RawRepresentable<UInt8>>(_ tallies: PerKind<Kind>) {
        let counted = tallies.counted.sorted { $0.kind.rawValue < $1.kind.rawValue }
        write(UInt8(counted.count))
        for (kind, tally) in counted {
            write(kind.rawValue)
            write(tally)
        }
    }
}

extension ByteReader {
    fileprivate mutating func tally(_ field: String) throws(LayoutError) -> Tally {
        Tally(count: try read(field), amount: Money(fen: try read(field)))
    }

    fileprivate mutating func tallies<Kind: RawRepresentable<UInt8>>(
        _ field: String
    ) throws(LayoutError) -> PerKind<Kind> {
        var tallies = PerKind<Kind>()
        var last: UInt8?
        for _ in 0..<(try read(field, as: UInt8.self)) {
            let kind: Kind = try choice(field)
            let tally = try tally(field)
            // One form for one meaning: rising, and nothing that says nothing.
            guard last.map({ $0 < kind.rawValue }) ?? true, tally != .zero else {
                throw .unknownValue(field: field, value: UInt64(kind.rawValue))
            }
            tallies[kind] = tally
            last = kind.rawValue
        }
        return tallies
    }
}
