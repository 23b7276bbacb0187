import Testing

@testable import SmartCards

struct ReaderEventTests {
    private static let present: UInt32 = 0x20
    private static let empty: UInt32 = 0x10
    private static let unknown: UInt32 = 0x04
    private static let inUse: UInt32 = 0x100

    private static func snapshot(_ name: String, _ state: UInt32, count: UInt32 = 0)
        -> ReaderSnapshot
    {
        ReaderSnapshot(name: name, state: count << 16 | state, answerToReset: [0x3B])
    }

    private static func inserted(_ reader: String, count: UInt16 = 0) -> ReaderEvent {
        .cardInserted(reader: reader, answerToReset: [0x3B], eventCount: count)
    }

    private static let table: [(String, [ReaderSnapshot], [ReaderSnapshot], [ReaderEvent])] = [
        ("nothing is news", [], [], []),
        ("a reader comes", [], [snapshot("A", empty)], [.readerAdded("A")]),
        (
            "a reader comes with its card",
            [], [snapshot("A", present, count: 1)], [.readerAdded("A"), inserted("A", count: 1)]
        ),
        ("a reader goes", [snapshot("A", empty)], [], [.readerRemoved("A")]),
        (
            "a reader goes with its card",
            [snapshot("A", present)], [], [.cardRemoved(reader: "A"), .readerRemoved("A")]
        ),
        (
            "a card comes",
            [snapshot("A", empty)], [snapshot("A", present, count: 1)], [inserted("A", count: 1)]
        ),
        (
            "a card goes",
            [snapshot("A", present, count: 1)], [snapshot("A", empty, count: 2)],
            [.cardRemoved(reader: "A")]
        ),
        (
            "a card is swapped between two looks",
            [snapshot("A", present, count: 1)], [snapshot("A", present, count: 3)],
            [.cardRemoved(reader: "A"), inserted("A", count: 3)]
        ),
        (
            "the counter starts again",
            [snapshot("A", present, count: 65_535)], [snapshot("A", present, count: 1)],
            [.cardRemoved(reader: "A"), inserted("A", count: 1)]
        ),
        (
            "a card came and went between two looks",
            [snapshot("A", empty, count: 0)], [snapshot("A", empty, count: 2)], []
        ),
        (
            "a program begins to use the card",
            [snapshot("A", present, count: 1)], [snapshot("A", present | inUse, count: 1)], []
        ),
        (
            "a reader goes between listing and waiting",
            [snapshot("A", present)], [snapshot("A", unknown)],
            [.cardRemoved(reader: "A"), .readerRemoved("A")]
        ),
        ("a reader that is gone stays gone", [snapshot("A", unknown)], [], []),
        (
            "a reader comes back",
            [snapshot("A", unknown)], [snapshot("A", empty)], [.readerAdded("A")]
        ),
        (
            "one reader for another, removals first",
            [snapshot("A", empty), snapshot("B", present)],
            [snapshot("C", present), snapshot("A", empty)],
            [.cardRemoved(reader: "B"), .readerRemoved("B"), .readerAdded("C"), inserted("C")]
        ),
    ]

    @Test(arguments: table)
    func `two looks give these events`(
        name: String,
        old: [ReaderSnapshot],
        new: [ReaderSnapshot],
        events: [ReaderEvent]
    ) {
        #expect(ReaderEvent.changes(from: old, to: new) == events, "\(name)")
    }
}
