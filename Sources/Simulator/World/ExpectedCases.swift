import Book
import Ledger
import Prepayment

/// The cases that the day's injected losses must end in: these, and no others.
struct ExpectedCases {
    private(set) var counts: [Name: Int] = [:]

    struct Name: Hashable, Comparable, CustomStringConvertible {
        let kiosk: KioskIdentifier
        let kind: LedgerCase.Kind
        var description: String { "\(kiosk) \(kind.rawValue)" }
        static func < (left: Self, right: Self) -> Bool {
            (left.kiosk, left.kind.rawValue) < (right.kiosk, right.kind.rawValue)
        }
    }

    mutating func expect(_ kind: LedgerCase.Kind, of kiosk: KioskIdentifier) {
        counts[Name(kiosk: kiosk, kind: kind), default: 0] += 1
    }

    /// What differs, in words; nil where nothing does.
    func difference(from cases: [LedgerCase]) -> String? {
        var found: [Name: Int] = [:]
        for one in cases { found[Name(kiosk: one.kiosk, kind: one.kind), default: 0] += 1 }
        let names = Set(found.keys).union(counts.keys).sorted()
        let lines = names.compactMap { name -> String? in
            let (wanted, there) = (counts[name, default: 0], found[name, default: 0])
            return wanted == there ? nil : "\(name): \(there) cases in place of \(wanted)"
        }
        return lines.isEmpty ? nil : lines.joined(separator: "; ")
    }
}
