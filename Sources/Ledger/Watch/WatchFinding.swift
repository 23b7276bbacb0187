public import Prepayment

/// What a case of the watch says.
public enum WatchFinding: Hashable, Sendable {
    /// The kinds. Of each a kiosk has at most one open case.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Nothing was heard of the kiosk for too long.
        case silentKiosk
        /// The kiosk named a record that never came, and its day is over.
        case missingTail
        /// The kiosk's clock and the ledger's disagree, or the kiosk's was set.
        case clockSkew
    }

    /// Nothing was heard since then.
    case silentKiosk(since: WallTime)
    /// Records of a day that is over are not here.
    case missingTail(MissingTail)
    /// The clocks disagree.
    case clockSkew(ClockFault)

    /// Its kind.
    public var kind: Kind {
        switch self {
        case .silentKiosk: .silentKiosk
        case .missingTail: .missingTail
        case .clockSkew: .clockSkew
        }
    }
}

/// Records that a kiosk spoke of and the ledger does not have.
public struct MissingTail: Hashable, Sendable {
    /// Of which journal.
    public let epoch: UInt16
    /// The business day that is over.
    public let day: BusinessDay
    /// The first record that is missing.
    public let first: UInt32
    /// The last that the kiosk named.
    public let last: UInt32

    /// Takes the parts.
    public init(epoch: UInt16, day: BusinessDay, first: UInt32, last: UInt32) {
        (self.epoch, self.day, self.first, self.last) = (epoch, day, first, last)
    }
}

/// What is wrong with a kiosk's clock.
public enum ClockFault: Hashable, Sendable {
    /// It is ahead of the ledger's by so many seconds, behind it where negative.
    case off(bySeconds: Int64)
    /// Between two heartbeats of one start of the machine it was set by so many seconds.
    case set(bySeconds: Int64)
}

/// Why a case of the watch closed itself.
public enum WatchResolution: Hashable, Sendable {
    /// The kiosk was heard again.
    case heardAgain(at: WallTime)
    /// Records came for what was missing; whether they are the ones that were named is for the claims
    /// to say.
    case recordsCame
    /// The clocks agree again.
    case clockAgrees

    /// The kind of case that it closes.
    public var kind: WatchFinding.Kind {
        switch self {
        case .heardAgain: .silentKiosk
        case .recordsCame: .missingTail
        case .clockAgrees: .clockSkew
        }
    }
}

/// What is to be done for a kiosk.
public enum WatchDecision: Hashable, Sendable {
    /// Open a case, unless one of the kind is open.
    case open(WatchFinding)
    /// Close the open case of the resolution's kind.
    case close(WatchResolution)
    /// The claim came true: it is not looked at again.
    case settle(HeadClaim)
    /// The claim and the record at the ledger contradict each other: a fork, with the claim as offered
    /// evidence; the kiosk goes into quarantine. The claim is not looked at again.
    case fork(HeadClaim)
}
