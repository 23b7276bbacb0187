import Cryptography
import DESFire
import SmartCards
import TestSupport

/// Bytes from digits in a test's own text; spaces may stand between them.
func hex(_ text: String) -> [UInt8] {
    guard let bytes = [UInt8](hexadecimal: text.filter { $0 != " " }) else {
        preconditionFailure("not hexadecimal: \(text)")
    }
    return bytes
}

/// A card that says what it was told to, in order, and remembers what it heard.
final class ScriptedTransport: CardTransport {
    var generation: UInt64 = 1
    private(set) var commands: [[UInt8]] = []
    private var outcomes: [TransmitOutcome]
    private let afterwards: TransmitOutcome

    /// Gives the outcomes in turn, and one of them for ever after.
    init(
        _ outcomes: [TransmitOutcome],
        afterwards: TransmitOutcome = .notSent(.notConnected)
    ) {
        self.outcomes = outcomes
        self.afterwards = afterwards
    }

    /// Answers in hexadecimal digits.
    convenience init(answers: [String]) { self.init(answers.map { .response(hex($0)) }) }

    func transmit(_ command: [UInt8]) -> TransmitOutcome {
        commands.append(command)
        return outcomes.isEmpty ? afterwards : outcomes.removeFirst()
    }
}

extension CommunicationMode {
    init(vector name: String) throws {
        switch name {
        case "plain": self = .plain
        case "mac": self = .mac
        case "full": self = .full
        default: throw VectorError(reason: "no communication mode: \(name)")
        }
    }
}

extension AccessRights {
    init(vector fields: VectorFields) throws {
        self.init(
            read: AccessRight(nibble: try fields.number("read")),
            write: AccessRight(nibble: try fields.number("write")),
            readWrite: AccessRight(nibble: try fields.number("readWrite")),
            change: AccessRight(nibble: try fields.number("change"))
        )
    }
}

/// A provider that holds one key for every role, the same on every card.
func provider(
    sharing keys: [KeyRole: [UInt8]] = [:],
    masters: [KeyRole: [UInt8]] = [:],
    systemIdentifier: String = "kiosk-1",
    rndA: [UInt8]? = nil
) throws -> SoftwareKeyProvider {
    try SoftwareKeyProvider(
        masters: masters,
        shared: keys,
        systemIdentifier: systemIdentifier,
        random: { count in rndA ?? [UInt8](repeating: 0x5A, count: count) }
    )
}

/// Every string that differs from the given one in one bit, one for each byte.
func variants(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.map { index in
        var changed = bytes
        changed[index] ^= 1 << UInt8(index % 8)
        return changed
    }
}
