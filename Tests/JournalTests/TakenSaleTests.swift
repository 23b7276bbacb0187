import Prepayment
import RecordChain
import TestSupport
import Testing

@testable import Journal

/// Sales of other kiosks that a journal took up: they are open in it until it says written or owed.
struct TakenSaleTests {
    static let sale = SaleIdentifier(kiosk: KioskIdentifier(9), epoch: 1, sequence: 3)
    let folder = JournalFolder()

    private func open(_ journal: JournalFile) throws -> [SaleIdentifier] {
        try journal.unsettledSales(on: Sample.card).map(\.sale)
    }

    private func takeUp(_ journal: JournalFile, after sequence: UInt32? = nil) throws -> Bool {
        try journal.takeUp(
            [(Self.sale, Sample.intent())],
            after: sequence ?? journal.head.sequence
        )
    }

    @Test func `what was taken up is open, also behind a new start`() throws {
        let journal = try folder.open()
        let own = try journal.sell(.unknown, receipt: nil)
        #expect(try takeUp(journal))
        journal.close()
        let again = try folder.open()
        let taken = try again.unsettledSales(on: Sample.card)
        #expect(taken.map(\.sale) == [own, Self.sale])
        #expect(taken.last?.intent == Sample.intent() && taken.last?.conclusion == nil)
        #expect(try again.unsettledSales().map(\.sale) == [own, Self.sale])
        #expect(try again.sale(Self.sale) == nil, "only the kiosk that sold gives back")
        #expect(try again.sale(requestKey: "request-1")?.sale == own)
        again.close()
    }

    @Test func `nothing is taken up where the journal went on since`() throws {
        let journal = try folder.open()
        let before = journal.head
        try journal.append(.programStarted(version: "2"))
        let head = journal.head
        #expect(try !takeUp(journal, after: before.sequence))
        #expect(journal.head == head)
        #expect(try open(journal).isEmpty)
        journal.close()
    }

    @Test(arguments: [(.written, true), (.owed, true), (.unknown, false)] as [(SaleOutcome, Bool)])
    func `written and owed end it here, unknown does not`(
        outcome: SaleOutcome,
        isEnd: Bool
    ) throws {
        let journal = try folder.open()
        #expect(try takeUp(journal))
        try journal.conclude(Self.sale, outcome)
        #expect(try open(journal) == (isEnd ? [] : [Self.sale]))
        let conclusion = try journal.unsettledSales(on: Sample.card).first?.conclusion
        #expect(conclusion?.outcome == (isEnd ? nil : outcome))
        if outcome == .owed {
            #expect(try takeUp(journal), "given anew")
            #expect(try open(journal) == [Self.sale])
        }
        journal.close()
    }

    @Test func `a receipt of another kiosk's sale is not the receipt of the own one of its number`()
        throws
    {
        let journal = try folder.open()
        let own = try journal.sell(.unknown, receipt: nil)
        let namesake = SaleIdentifier(
            kiosk: KioskIdentifier(9),
            epoch: own.epoch,
            sequence: own.sequence
        )
        try journal.append(.receiptConcluded(namesake, .printed))
        #expect(try journal.sale(own)?.receipt == nil)
        #expect(try journal.takeUp([(namesake, Sample.intent())], after: journal.head.sequence))
        try journal.append(.receiptConcluded(namesake, .notPrinted(reason: "no paper")))
        let taken = try journal.unsettledSales(on: Sample.card)
        #expect(taken.map(\.receipt) == [nil, .notPrinted(reason: "no paper")])
        journal.close()
    }

    @Test func `a journal whose end was cut off behind taking up is not used`() throws {
        let journal = try folder.open()
        #expect(try takeUp(journal))
        journal.close()
        try folder.tamper(
            "PRAGMA foreign_keys = OFF; DELETE FROM record WHERE sequence = (SELECT max(sequence) FROM record)"
        )
        #expect(throws: JournalError.self) { _ = try folder.open() }
    }
}
