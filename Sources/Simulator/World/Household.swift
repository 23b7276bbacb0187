import MeterSimulator
import Prepayment
import PrepaymentCards
import VirtualCard
import VirtualDevices

/// A card, its meter, and what is true of both, whatever any program believes.
final class Household {
    /// A purchase that stands on the card, or stood there.
    struct Landing {
        let sale: SaleIdentifier
        let purchaseNumber: UInt32
        let credit: Credit
        /// A restored kiosk gives names again that were given before.
        let life: KioskLife
        /// Who wrote it, not always who sold it.
        let writer: KioskIdentifier
    }

    /// What came into the meter at once.
    struct Take {
        let purchaseNumber: UInt32
        let credit: Credit
    }

    let number: Int
    let holder: Holder
    let identifier: CardIdentifier
    var memory: CardMemory
    /// The same chip's content as it was once, on another chip.
    var clone: CardMemory?
    let meterPath: String
    var hasMeter = false
    /// What the meter had when somebody looked last.
    var meterBalance = Credit.zero
    private(set) var landings: [Landing] = []
    private(set) var takes: [Take] = []
    var wasCloned = false
    /// Whether the resident paid and was told of no credit.
    var isWaiting = false

    init(_ number: Int, holder: Holder, memory: CardMemory, folder: String) {
        (self.number, self.holder, self.memory) = (number, holder, memory)
        identifier = CardIdentifier(memory.uid)
        meterPath = "\(folder)/\(holder.meter).meter"
    }

    func add(_ landing: Landing) {
        landings.append(landing)
        isWaiting = false
    }
    func add(_ take: Take) { takes.append(take) }

    var landedFen: Int64 { landings.reduce(0) { $0 + $1.credit.count } }
    var takenFen: Int64 { takes.reduce(0) { $0 + $1.credit.count } }
}

/// One kiosk's journal from a beginning to its end. A restored image begins another one.
struct KioskLife: Hashable {
    let kiosk: KioskIdentifier
    let number: Int
}
