import Synchronization
import VirtualDevices

/// What befalls one visit's conversation with a card.
struct CardPlan: Sendable {
    enum Moment: Sendable {
        case command(Int)
        case commit
    }

    enum Ending: Sendable {
        case pulledBefore, pulledAfter
        /// The card stays on the reader.
        case stays
    }

    let moment: Moment
    let ending: Ending
    /// Beyond the card leaving: a power cut, a killed program.
    let strikes: Bool
}

/// Carries out a plan, once, and tells that it did.
final class CardFate: Sendable {
    private let plan: CardPlan?
    private let blackout: Blackout?
    private let strike: @Sendable () -> Void
    private let hasFired = Mutex(false)
    private let seen = Mutex(0)

    /// A `blackout` ends the conversation as soon as it begins.
    init(
        _ plan: CardPlan?,
        _ blackout: Blackout? = nil,
        strike: @escaping @Sendable () -> Void = {}
    ) {
        (self.plan, self.blackout, self.strike) = (plan, blackout, strike)
    }

    var fired: Bool { hasFired.withLock { $0 } }

    /// CommitTransaction of DESFire's native commands.
    private static let commit: UInt8 = 0xC7

    func fault(_ command: [UInt8]) -> CardFault {
        if blackout?.isOn == true { return .dropBeforeExecuting }
        guard let plan, !fired else { return .none }
        let index = seen.withLock { seen in
            defer { seen += 1 }
            return seen
        }
        switch plan.moment {
        case .command(let wanted): guard index == wanted else { return .none }
        case .commit: guard command.count > 1, command[1] == Self.commit else { return .none }
        }
        hasFired.withLock { $0 = true }
        if plan.strikes { strike() }
        return switch plan.ending {
        case .pulledBefore: .dropBeforeExecuting
        case .pulledAfter: .dropAfterExecuting
        case .stays: .none
        }
    }
}
