import TestSupport
import Testing

@testable import SmartCards

extension VirtualReaderTests {
    /// What becomes of links and readers when pcscd is not there, has no reader, or is restarted.
    @Suite(.needsOwnDaemon)
    struct ServiceLossTests {
        @Test func `without pcscd nothing can be reached`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                try await daemon.stop()
                #expect(throws: CardError.serviceUnavailable) { try CardReaders() }
                await #expect(throws: CardError.serviceUnavailable) {
                    try await CardDesk().connect()
                }
            }
        }

        @Test func `without a reader there is none to wait for`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                try await daemon.start(.none)
                let readers = try CardReaders()
                #expect(try readers.names() == [])
                #expect(throws: CardError.noReader(name: nil)) {
                    try readers.waitForCard(timeoutMilliseconds: 50)
                }
                await #expect(throws: CardError.noReader(name: firstReader)) {
                    try await CardDesk().connect()
                }
            }
        }

        @Test func `a link survives pcscd by reconnecting`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                let first = try ScriptedCard()
                try await withLink { desk async throws in
                    try await daemon.stop()
                    first.remove()
                    guard case .unknown = try await desk.transmit() else {
                        Issue.record("pcscd is gone, and who knows when it went")
                        return
                    }
                    #expect(try await desk.transmit() == .notSent(.notConnected))
                    await #expect(throws: CardError.serviceUnavailable) {
                        try await desk.use { try $0.reconnect() }
                    }
                    try await daemon.start()
                    let second = try ScriptedCard()
                    try await desk.use { try $0.reconnect(timeoutMilliseconds: 5_000) }
                    #expect(try await desk.transmit() == .response(anyCommand + [0x90, 0x00]))
                    second.remove()
                }
            }
        }
    }
}
