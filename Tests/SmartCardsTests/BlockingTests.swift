import Synchronization
import TestSupport
import Testing

@testable import SmartCards

extension VirtualReaderTests {
    /// A card that says nothing blocks the thread that asked it, and nothing else.
    @Suite(.needsVirtualReader)
    struct BlockingTests {
        @Test func `a silent card blocks neither the pool nor the monitor`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let gate = Gate()
                let silent = try ScriptedCard { command in
                    gate.waitInside()
                    return command + [0x90, 0x00]
                }
                try await withLink { desk async throws in
                    let monitor = ReaderMonitor()
                    var events = monitor.events.makeAsyncIterator()
                    for reader in VirtualReaderDaemon.readerNames {
                        while await events.next() != .readerAdded(reader) {}
                    }
                    let isAnswered = Atomic(false)
                    async let exchange = {
                        let outcome = try await desk.transmit()
                        isAnswered.store(true, ordering: .sequentiallyConsistent)
                        return outcome
                    }()
                    try await waitUntil("the command has reached the card") { gate.isOccupied }

                    #expect(await sumOfTasks(count: 1_000) == 499_500)
                    let other = try ScriptedCard(slot: 1)
                    while await events.next()?.insertedCard?.reader != secondReader {}
                    let otherDesk = CardDesk()
                    try await otherDesk.connect(to: secondReader)
                    #expect(try await otherDesk.transmit() == .response(anyCommand + [0x90, 0x00]))
                    let isEarly = isAnswered.load(ordering: .sequentiallyConsistent)
                    #expect(!isEarly)

                    gate.open()
                    #expect(try await exchange == .response(anyCommand + [0x90, 0x00]))
                    await otherDesk.letGo()
                    other.remove()
                    monitor.stop()
                }
                silent.remove()
            }
        }

        private func sumOfTasks(count: Int) async -> Int {
            await withTaskGroup { group in
                for number in 0..<count {
                    group.addTask {
                        await Task.yield()
                        return number
                    }
                }
                return await group.reduce(0, +)
            }
        }
    }
}
