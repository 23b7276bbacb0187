public import Prepayment
internal import RecordChain

/// When silence becomes a case. Pure: facts and a moment in, decisions out.
///
/// Rules:
/// 1. A kiosk is silent when nothing of it came for longer than `silenceSeconds`: no batch, no
///    heartbeat. One that never spoke counts from its enrolment, and all count from when the watch
///    began: a ledger that was off heard nobody.
/// 2. A tail is missing when the kiosk's own signed word names a record that the ledger does not hold
///    after the word's business day is over, and `tailGraceSeconds` more. A ledger that was restored
///    holds less than was claimed until the kiosk has sent again; the grace is for that too.
/// 3. A clock is wrong when a heartbeat is further than `clockSkewSeconds` from the ledger's clock, or
///    when between two heartbeats of one boot wall clock and monotonic clock went further apart.
/// 4. A kiosk has one open case of a kind. It closes itself when its reason is gone.
public struct WatchRules: Hashable, Sendable {
    /// How long a kiosk may be unheard of.
    public let silenceSeconds: Int64
    /// How far clocks may disagree.
    public let clockSkewSeconds: Int64
    /// How long after its day's end the last records may be on their way.
    public let tailGraceSeconds: Int64

    /// Takes the three.
    public init(
        silenceSeconds: Int64 = 900,
        clockSkewSeconds: Int64 = 120,
        tailGraceSeconds: Int64 = 3_600
    ) {
        self.silenceSeconds = silenceSeconds
        self.clockSkewSeconds = clockSkewSeconds
        self.tailGraceSeconds = tailGraceSeconds
    }

    /// What is to be done for a kiosk now. `watchingSince` is when the ledger's service was started.
    public func decisions(
        for facts: WatchFacts,
        at now: WallTime,
        watchingSince: WallTime,
        calendar: DayCalendar
    ) -> [WatchDecision] {
        claims(of: facts, at: now, calendar: calendar)
            + silence(of: facts, at: now, watchingSince: watchingSince)
            + clock(of: facts)
    }
}

// Silence.
extension WatchRules {
    private func silence(
        of facts: WatchFacts,
        at now: WallTime,
        watchingSince: WallTime
    ) -> [WatchDecision] {
        if facts.openCases.contains(.silentKiosk) {
            // Only a word of the kiosk ends its silence: not a new key, not a new start of the watch.
            guard let heard = facts.lastHeard, now.seconds(since: heard) <= silenceSeconds else {
                return []
            }
            return [.close(.heardAgain(at: heard))]
        }
        let since = max(facts.lastHeard ?? facts.enrolledAt, facts.enrolledAt)
        guard now.seconds(since: max(since, watchingSince)) > silenceSeconds else { return [] }
        return [.open(.silentKiosk(since: since))]
    }
}

// Claims.
extension WatchRules {
    private func claims(
        of facts: WatchFacts,
        at now: WallTime,
        calendar: DayCalendar
    ) -> [WatchDecision] {
        var decisions: [WatchDecision] = []
        var missing: [HeadClaim] = []
        for claim in facts.claims {
            switch claim.heldHash {
            case claim.head.hash: decisions.append(.settle(claim))
            case nil: missing.append(claim)
            case _?: decisions.append(.fork(claim))
            }
        }
        let overdue = missing.filter { isOverdue($0, at: now, calendar: calendar) }
        let isOpen = facts.openCases.contains(.missingTail)
        // While a fork keeps the records out, the fork is the case.
        if let claim = overdue.max(by: Self.isBefore), !isOpen, !facts.isInQuarantine {
            decisions.append(.open(.missingTail(MissingTail(claim))))
        }
        if overdue.isEmpty, isOpen { decisions.append(.close(.recordsCame)) }
        return decisions
    }

    private static func isBefore(_ left: HeadClaim, _ right: HeadClaim) -> Bool {
        (left.epoch, left.head.sequence) < (right.epoch, right.head.sequence)
    }

    private func isOverdue(
        _ claim: HeadClaim,
        at now: WallTime,
        calendar: DayCalendar
    ) -> Bool {
        // A kiosk whose clock runs years ahead must not put its own day close off for years.
        let day = min(claim.day, calendar.day(of: claim.receivedAt))
        // And to one that lives in the past the grace is given all the same.
        let end = max(calendar.end(of: day), claim.receivedAt)
        return now.seconds(since: end) > tailGraceSeconds
    }
}

// Clocks.
extension WatchRules {
    private func clock(of facts: WatchFacts) -> [WatchDecision] {
        switch (fault(of: facts), facts.openCases.contains(.clockSkew)) {
        case (let fault?, false): [.open(.clockSkew(fault))]
        case (nil, true): [.close(.clockAgrees)]
        case (_?, true), (nil, false): []
        }
    }

    private func fault(of facts: WatchFacts) -> ClockFault? {
        guard let newest = facts.newest else { return nil }
        let offset = newest.heartbeat.wallTime.seconds(since: newest.receivedAt)
        if isBeyond(offset) { return .off(bySeconds: offset) }
        guard let previous = facts.previous?.heartbeat,
            newest.heartbeat.isOfSameBoot(as: previous)
        else { return nil }
        let jump = newest.heartbeat.wallJump(since: previous)
        return isBeyond(jump) ? .set(bySeconds: jump) : nil
    }

    private func isBeyond(_ seconds: Int64) -> Bool {
        seconds.magnitude > clockSkewSeconds.magnitude
    }
}
