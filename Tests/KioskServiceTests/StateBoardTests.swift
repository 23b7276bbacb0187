import Synchronization
import Testing

@testable import KioskService

/// The newest phase for whoever watches.
struct StateBoardTests {
    @Test func `the revision grows with every change and only then`() {
        let board = StateBoard()
        #expect(board.entry == StateBoard.Entry(revision: 1, phase: .idle))
        board.show(.reading)
        board.show(.reading)
        #expect(board.entry == StateBoard.Entry(revision: 2, phase: .reading))
        board.show(.idle)
        #expect(board.entry.revision == 3)
    }

    @Test func `out of service stays`() {
        let board = StateBoard()
        board.show(.outOfService(reason: "The disk is full."))
        board.show(.idle)
        board.show(.outOfService(reason: "Another reason."))
        #expect(board.entry.phase == .outOfService(reason: "The disk is full."))
        #expect(board.entry.revision == 2)
    }

    @Test func `every watcher sees every later entry in its order`() async {
        let board = StateBoard()
        board.show(.reading)
        let (first, second) = (Revisions(), Revisions())
        board.watch { first.add($0.revision) }
        board.watch { second.add($0.revision) }
        await withTaskGroup { group in
            for writer in 1...4 {
                group.addTask {
                    for number in 1...1_000 {
                        board.show(.cardRefused(sentence: "\(writer)", hint: "\(number)"))
                    }
                }
            }
        }
        #expect(first.all == Array(3...4_002))
        #expect(second.all == first.all)
    }
}

/// Revisions in the order in which they came.
private final class Revisions: Sendable {
    private let seen = Mutex<[UInt64]>([])
    var all: [UInt64] { seen.withLock { $0 } }
    func add(_ revision: UInt64) { seen.withLock { $0.append(revision) } }
}
