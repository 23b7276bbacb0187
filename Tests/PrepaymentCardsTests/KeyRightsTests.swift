import DESFire
import Prepayment
import PrepaymentCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

/// What each key of the application may do, asked of the card itself.
@Suite struct KeyRightsTests {
    /// Keys by their numbers on the card.
    enum Key: UInt8, CaseIterable, Sendable {
        case master, load, meter, read

        var role: KeyRole {
            switch self {
            case .master: .master
            case .load: .load
            case .meter: .meter
            case .read: .read
            }
        }
    }

    struct Act: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let allowed: Set<Key>
        let run: @Sendable (DESFireCard) throws -> Void

        init(
            _ description: String,
            _ allowed: Set<Key>,
            _ run: @escaping @Sendable (DESFireCard) throws -> Void
        ) {
            (testDescription, self.allowed, self.run) = (description, allowed, run)
        }

        static func reading(_ name: String, _ file: UInt8, _ allowed: Set<Key>) -> Act {
            Act("read the \(name)", allowed) { card in
                _ = try card.readData(file, length: 1, mode: .mac)
            }
        }

        static func writing(_ name: String, _ file: UInt8, _ allowed: Set<Key>) -> Act {
            Act("write the \(name)", allowed) { card in
                try card.writeData(file, [1], mode: .mac, kind: .backup)
                try card.commitTransaction()
            }
        }
    }

    static let acts: [Act] = [
        .reading("holder", 1, [.load, .meter]), .writing("holder", 1, [.master, .load]),
        .reading("load", 3, [.load, .meter]), .writing("load", 3, [.load]),
        .reading("parameters", 4, [.load, .meter]), .writing("parameters", 4, [.load]),
        .reading("return", 5, [.load, .meter]), .writing("return", 5, [.load, .meter]),
        Act("see the credit", [.load, .meter]) { _ = try $0.getValue(2, mode: .full) },
        Act("add credit", [.load]) { card in
            try card.credit(2, amount: 1, mode: .full)
            try card.commitTransaction()
        },
        Act("take credit", [.load, .meter]) { card in
            try card.debit(2, amount: 1, mode: .full)
            try card.commitTransaction()
        },
        Act("read the history", [.load, .read]) { card in
            _ = try card.readRecords(
                6,
                count: 1,
                recordByteCount: HistoryRecord.byteCount,
                mode: .mac
            )
        },
        Act("write history", [.load, .meter]) { card in
            let record = [UInt8](repeating: 1, count: HistoryRecord.byteCount)
            try card.writeRecord(6, record, mode: .mac)
            try card.commitTransaction()
        },
        Act("delete a file", [.master]) { try $0.deleteFile(3) },
        Act("change a file's rights", [.master]) { card in
            let everybody = AccessRights(read: .free, write: .free, readWrite: .free, change: .free)
            try card.changeFileSettings(2, mode: .plain, rights: everybody)
        },
        Act("make its key known", [.master]) { card in
            try card.changeKey(0, from: .factory(.aes), to: .factory(.aes), version: 0)
        },
    ]

    @Test(arguments: acts, Key.allCases)
    func `a key does what the layout says and no more`(act: Act, key: Key) throws {
        let estate = try Estate()
        let reader = InProcessTransport(try Chip.ev2WithDESKey.issued(by: estate))
        try estate.topUp(reader)
        let before = reader.memory
        let card = DESFireCard(reader, keys: estate.keys)
        try card.select(0xF53041)
        try card.authenticate(
            keyNumber: key.rawValue,
            with: .diversified(key.role, uid: Sample.card.bytes, application: 0xF53041),
            scheme: .ev2First
        )
        if act.allowed.contains(key) {
            try act.run(card)
        } else {
            #expect(throws: DESFireError.self) { try act.run(card) }
            #expect(reader.memory == before)
        }
    }
}
