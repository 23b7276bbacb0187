import DeviceThreads
import Glibc
import TestSupport
import Testing

@testable import BenchPage

/// The network between kiosk and ledger, over real sockets.
@Suite(.timeLimit(.minutes(1))) struct NetworkCableTests {
    /// A cable that carries, and the listener at its far end.
    static func with(_ body: (NetworkCable, Far) async throws -> Void) async throws {
        let cable = NetworkCable()
        let (listener, port) = try Loopback.listen()
        cable.lead(to: port)
        let carrying = Task { await DeviceWorker(name: "network").perform { cable.carry() } }
        let result = await Result(awaiting: { try await body(cable, Far(descriptor: listener)) })
        cable.stop()
        await carrying.value
        close(listener)
        try result.get()
    }

    /// A listener that takes connections one by one.
    struct Far {
        let descriptor: Int32
        func accept() -> Int32 { Glibc.accept(descriptor, nil, nil) }
    }

    static func send(_ bytes: [UInt8], over descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.send(descriptor, Array(rest), rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// What comes until the other side ends; nil where it broke off.
    static func receive(over descriptor: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { return bytes }
            guard count > 0 else { return nil }
            bytes += buffer.prefix(count)
        }
    }

    /// Connects as soon as somebody listens.
    static func connect(to port: UInt16) async throws -> Int32 {
        var descriptor: Int32 = -1
        try await waitUntil("somebody listens at \(port)") {
            descriptor = (try? Loopback.connect(to: port)) ?? -1
            return descriptor >= 0
        }
        return descriptor
    }

    @Test func `bytes go through both ways, and so does the end of one way`() async throws {
        try await Self.with { cable, far in
            let near = try await Self.connect(to: cable.port)
            let arrived = far.accept()
            // More than any buffer on the way holds.
            let question = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
            let sending = Task.detached {
                Self.send(question, over: near)
                shutdown(near, Int32(SHUT_WR))
            }
            #expect(Self.receive(over: arrived) == question)
            await sending.value
            Self.send([1, 2, 3], over: arrived)
            close(arrived)
            #expect(Self.receive(over: near) == [1, 2, 3])
            close(near)
        }
    }

    @Test func `a cut in the middle resets both ends and refuses new connections`() async throws {
        try await Self.with { cable, far in
            let near = try await Self.connect(to: cable.port)
            let arrived = far.accept()
            Self.send([1], over: near)
            var byte: UInt8 = 0
            #expect(recv(arrived, &byte, 1, 0) == 1)
            cable.cut()
            #expect(cable.isCut)
            for end in [near, arrived] {
                #expect(Self.receive(over: end) == nil)
                close(end)
            }
            #expect(throws: SystemCallFailure.self) { try Loopback.connect(to: cable.port) }

            cable.restore()
            let again = try await Self.connect(to: cable.port)
            let second = far.accept()
            Self.send([7, 8], over: again)
            close(again)
            #expect(Self.receive(over: second) == [7, 8])
            close(second)
        }
    }

    @Test func `without a listener at its far end a connection breaks`() async throws {
        try await Self.with { cable, far in
            cable.lead(to: try Loopback.freePort())
            let near = try await Self.connect(to: cable.port)
            #expect(Self.receive(over: near) == nil)
            close(near)
        }
    }
}
