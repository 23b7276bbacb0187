import TestSupport
import Testing

@testable import SmartCards

/// The tests with a real pcscd and its virtual reader.
///
/// They are serialized so that only one of them at a time waits for the daemon.
@Suite(.serialized, .timeLimit(.minutes(1)))
enum VirtualReaderTests {}

extension Trait where Self == ConditionTrait {
    /// The test uses the virtual readers as they are.
    static var needsVirtualReader: Self {
        let obstacle = VirtualReaderDaemon.obstacle
        return .enabled(if: obstacle == nil, "\(obstacle.map(\.description) ?? "")")
    }

    /// The test starts and stops pcscd.
    static var needsOwnDaemon: Self {
        let obstacle = VirtualReaderDaemon.restartObstacle
        return .enabled(if: obstacle == nil, "\(obstacle.map(\.description) ?? "")")
    }
}

/// The virtual readers in the order of their slots.
let firstReader = VirtualReaderDaemon.readerNames[0]
let secondReader = VirtualReaderDaemon.readerNames[1]

/// Any command that is not one of the driver's control messages.
let anyCommand: [UInt8] = [0x90, 0x60, 0x00, 0x00, 0x00]

/// Waits until pcscd reports a card in the reader, or none.
func waitForPCSCD(toSeeCard isPresent: Bool, in reader: String = firstReader) async throws {
    let readers = try CardReaders()
    try await waitUntil("pcscd sees \(isPresent ? "a" : "no") card in \(reader)") {
        do throws(CardError) {
            _ = try readers.waitForCard(reader: reader, timeoutMilliseconds: 0)
            return isPresent
        } catch .noCard {
            return !isPresent
        }
    }
}
