import Book
import Prepayment

/// What a kiosk did about a sale after it was sold, and the record that says so.
struct SaleAct: Hashable {
    enum Kind: Hashable {
        /// Another kiosk took it up, to write it.
        case takenUp
        /// Its money was given back, by this clerk.
        case refunded(clerk: String)
    }

    let kind: Kind
    let statedBy: RecordPosition
}

/// Acts in one column, in the order of their places: most sales have none.
///
///     n × ( kind (1) · kiosk (4) · epoch (2) · sequence (4) · clerk (2 + n, 0 where none) )
extension [SaleAct] {
    var bytes: [UInt8] {
        var writer = ByteWriter()
        for act in self {
            let (number, clerk): (UInt8, String) =
                switch act.kind {
                case .takenUp: (1, "")
                case .refunded(let clerk): (2, clerk)
                }
            writer.write(number)
            writer.write(act.statedBy.kiosk.number)
            writer.write(act.statedBy.epoch)
            writer.write(act.statedBy.sequence)
            writer.writeCounted(Array<UInt8>(clerk.utf8))
        }
        return writer.bytes
    }

    init(bytes: [UInt8]) throws(LayoutError) {
        self.init()
        var reader = ByteReader(bytes)
        while !reader.isAtEnd { append(try reader.saleAct()) }
    }

    /// Adds one at its place.
    mutating func insert(_ act: SaleAct) {
        let index = firstIndex { act.statedBy < $0.statedBy } ?? endIndex
        insert(act, at: index)
    }
}

extension ByteReader {
    fileprivate mutating func saleAct() throws(LayoutError) -> SaleAct {
        let number: UInt8 = try read("act")
        let position = RecordPosition(
            kiosk: KioskIdentifier(try read("kiosk")),
            epoch: try read("epoch"),
            sequence: try read("sequence")
        )
        let bytes = try countedBytes("clerk")
        guard let clerk = String(validating: bytes, as: UTF8.self) else {
            throw .unknownValue(field: "clerk", value: 0)
        }
        switch number {
        case 1 where clerk.isEmpty: return SaleAct(kind: .takenUp, statedBy: position)
        case 2: return SaleAct(kind: .refunded(clerk: clerk), statedBy: position)
        default: throw .unknownValue(field: "act", value: UInt64(number))
        }
    }
}
