import BenchDevices
import CashAcceptors
import Foundation
import Synchronization
import TestSupport
import Testing
import VirtualAcceptors

/// A virtual acceptor that runs on a thread of its own.
final class RunningDevice: Sendable {
    let acceptor: VirtualAcceptor
    private let ended = DispatchGroup()

    init(_ settings: VirtualAcceptor.Settings) throws {
        acceptor = try VirtualAcceptor(settings)
        ended.enter()
        Thread.detachNewThread { [acceptor, ended] in
            acceptor.run()
            ended.leave()
        }
    }

    func stop() {
        acceptor.stop()
        ended.wait()
    }
}

/// What an acceptor told so far.
final class EventLog: Sendable {
    private let all = Mutex<[AcceptorEvent]>([])

    /// Reads until the acceptor is stopped.
    func read(_ acceptor: NoteAcceptor) {
        Task {
            for await event in acceptor.events { all.withLock { $0.append(event) } }
        }
    }

    var events: [AcceptorEvent] { all.withLock { $0 } }
    func forget() { all.withLock { $0 = [] } }

    var isReady: Bool { events.contains { if case .ready = $0 { true } else { false } } }
}

/// A virtual acceptor, and the kiosks that come and go at its line.
final class Desk: Sendable {
    /// Usual times, those that must be waited for in vain made short.
    static var times: AcceptorTimes {
        var times = AcceptorTimes()
        times.answer = .milliseconds(400)
        times.poll = .milliseconds(30)
        times.retry = .milliseconds(100)
        return times
    }

    private let folder = TemporaryFolder()
    private let log = EventLog()
    private let running: RunningDevice
    private let configuration: AcceptorConfiguration

    init(_ checksum: CCTalkChecksum, echoes: Bool) throws {
        var settings = VirtualAcceptor.Settings(path: folder.file("tty"))
        settings.echoes = echoes
        settings.checksum = try #require(VirtualChecksum(rawValue: checksum.rawValue))
        settings.control = folder.file("control")
        running = try RunningDevice(settings)
        var configuration = AcceptorConfiguration(path: settings.path)
        configuration.checksum = checksum
        configuration.times = Self.times
        self.configuration = configuration
    }

    var device: VirtualAcceptor { running.acceptor }
    var told: [AcceptorEvent] { log.events }

    /// A kiosk starts.
    func acceptor(lastCounter: UInt8? = nil) -> NoteAcceptor {
        let acceptor = NoteAcceptor(configuration, lastCounter: lastCounter)
        log.read(acceptor)
        return acceptor
    }

    func forget() { log.forget() }
    func stop() { running.stop() }

    func say(_ line: String) throws -> String {
        try ControlSocket.say(line, at: folder.file("control"))
    }

    func waitForReady() async throws {
        try await waitUntil("it is ready; told: \(told)") { log.isReady }
    }

    func wait(for event: AcceptorEvent) async throws {
        try await waitUntil("\(event)") { told.contains(event) }
    }

    var suspicions: [AcceptorSuspicion] {
        told.compactMap { if case .suspicion(let suspicion) = $0 { suspicion } else { nil } }
    }

    /// All that should not be told of a sound acceptor.
    var troubles: [AcceptorEvent] {
        told.filter {
            switch $0 {
            case .fault, .suspicion: true
            case .ready, .opened, .noteTaken, .noteGivenBack, .closed, .told: false
            }
        }
    }
}
