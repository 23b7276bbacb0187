import Cryptography
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// When silence becomes a case, at each boundary.
@Suite struct WatchRulesTests {
    static let rules = WatchRules()
    static let noon = Sample.noon
    /// Days of the tests begin at midnight UTC.
    static let calendar = DayCalendar(
        dayOf: { $0 < tomorrow ? Sample.day : Sample.businessDay("2026-11-23") },
        endOf: {
            $0 <= Sample.day ? ($0 < Sample.day ? noon - 43_200 : tomorrow) : tomorrow + 86_400
        }
    )
    static let tomorrow = noon + 43_200
    static let key = KeyIdentifier(Sample.signingKey().publicKey)
    static let boot = [UInt8](repeating: 0xB0, count: 16)

    static func facts(
        enrolledAt: WallTime = noon - 1_000_000,
        heard: WallTime? = noon,
        newest: HeardHeartbeat? = nil,
        previous: HeardHeartbeat? = nil,
        claims: [HeadClaim] = [],
        open: Set<WatchFinding.Kind> = [],
        isInQuarantine: Bool = false
    ) -> WatchFacts {
        WatchFacts(
            kiosk: Sample.kiosk,
            enrolledAt: enrolledAt,
            lastHeard: heard,
            newest: newest,
            previous: previous,
            claims: claims,
            openCases: open,
            isInQuarantine: isInQuarantine
        )
    }

    static func decisions(
        _ facts: WatchFacts,
        at now: WallTime = noon,
        watchingSince: WallTime = noon - 2_000_000
    ) -> [WatchDecision] {
        rules.decisions(for: facts, at: now, watchingSince: watchingSince, calendar: calendar)
    }
}

// Silence.
extension WatchRulesTests {
    @Test(arguments: [(0, false), (899, false), (900, false), (901, true), (-5, false)])
    func `a kiosk is silent after more than its time`(seconds: Int64, isSilent: Bool) {
        let decisions = Self.decisions(Self.facts(), at: Self.noon + seconds)
        #expect(decisions == (isSilent ? [.open(.silentKiosk(since: Self.noon))] : []))
    }

    @Test(arguments: [(900, false), (901, true)])
    func `a kiosk that never spoke counts from its enrolment`(seconds: Int64, isSilent: Bool) {
        let facts = Self.facts(enrolledAt: Self.noon, heard: nil)
        let decisions = Self.decisions(facts, at: Self.noon + seconds)
        #expect(decisions == (isSilent ? [.open(.silentKiosk(since: Self.noon))] : []))
    }

    @Test func `a kiosk that was enrolled anew counts from there`() {
        let facts = Self.facts(enrolledAt: Self.noon, heard: Self.noon - 5_000)
        #expect(Self.decisions(facts, at: Self.noon + 900) == [])
        #expect(
            Self.decisions(facts, at: Self.noon + 901)
                == [.open(.silentKiosk(since: Self.noon))]
        )
    }

    @Test func `nobody is silent because the ledger was off`() {
        let facts = Self.facts(heard: Self.noon - 50_000)
        let start = Self.noon
        #expect(Self.decisions(facts, at: start + 900, watchingSince: start) == [])
        #expect(
            Self.decisions(facts, at: start + 901, watchingSince: start)
                == [.open(.silentKiosk(since: Self.noon - 50_000))]
        )
    }

    @Test func `a silence ends with a word of the kiosk, and with nothing else`() {
        let open: Set = [WatchFinding.Kind.silentKiosk]
        let heard = Self.facts(heard: Self.noon, open: open)
        #expect(Self.decisions(heard, at: Self.noon + 901) == [], "it is open already")
        #expect(
            Self.decisions(heard, at: Self.noon + 900) == [.close(.heardAgain(at: Self.noon))]
        )
        let old = Self.facts(heard: Self.noon - 901, open: open)
        #expect(Self.decisions(old, watchingSince: Self.noon) == [], "a new start of the watch")
        let renewed = Self.facts(enrolledAt: Self.noon, heard: Self.noon - 901, open: open)
        #expect(Self.decisions(renewed) == [], "a new key")
        let never = Self.facts(enrolledAt: Self.noon, heard: nil, open: open)
        #expect(Self.decisions(never) == [])
    }
}

// Claims.
extension WatchRulesTests {
    static let hash = [UInt8](repeating: 0xAB, count: 32)

    static func claim(
        _ sequence: UInt32 = 12,
        epoch: UInt16 = 1,
        day: BusinessDay = Sample.day,
        receivedAt: WallTime = noon,
        held: UInt32 = 9,
        heldHash: [UInt8]? = nil
    ) -> HeadClaim {
        HeadClaim(
            epoch: epoch,
            day: day,
            head: ChainHead(sequence: sequence, hash: hash),
            receivedAt: receivedAt,
            heldSequence: held,
            heldHash: heldHash
        )
    }

    static func missing(
        _ first: UInt32,
        _ last: UInt32,
        epoch: UInt16 = 1,
        day: BusinessDay = Sample.day
    ) -> WatchDecision {
        .open(.missingTail(MissingTail(epoch: epoch, day: day, first: first, last: last)))
    }

    static func about(
        _ claims: [HeadClaim],
        at now: WallTime,
        open: Set<WatchFinding.Kind> = [],
        isInQuarantine: Bool = false
    ) -> [WatchDecision] {
        decisions(
            facts(heard: now, claims: claims, open: open, isInQuarantine: isInQuarantine),
            at: now
        )
    }

    @Test(arguments: [(-1, false), (0, false), (3_600, false), (3_601, true)])
    func `a tail is missing when its day is over, and the grace`(seconds: Int64, isMissing: Bool) {
        let decisions = Self.about([Self.claim()], at: Self.tomorrow + seconds)
        #expect(decisions == (isMissing ? [Self.missing(10, 12)] : []))
    }

    @Test func `a restored ledger that misses records of today waits for them`() {
        let claim = Self.claim(held: 0)
        #expect(Self.about([claim], at: Self.tomorrow + 3_600) == [])
    }

    @Test func `a clock years ahead does not put the day's end off`() {
        let claim = Self.claim(day: Sample.businessDay("2099-01-01"))
        #expect(Self.about([claim], at: Self.tomorrow + 3_600) == [])
        #expect(
            Self.about([claim], at: Self.tomorrow + 3_601)
                == [Self.missing(10, 12, day: Sample.businessDay("2099-01-01"))]
        )
    }

    @Test func `a clock in the past leaves the grace`() {
        let claim = Self.claim(day: .first)
        #expect(Self.about([claim], at: Self.noon + 3_600) == [])
        #expect(
            Self.about([claim], at: Self.noon + 3_601) == [Self.missing(10, 12, day: .first)]
        )
    }

    @Test func `of several days the last is named`() {
        let early = Self.claim(10, day: Sample.businessDay("2026-11-21"))
        let other = Self.claim(500, epoch: 0, held: 400)
        let claims = [Self.claim(12), early, other]
        #expect(Self.about(claims, at: Self.tomorrow + 3_601) == [Self.missing(10, 12)])
    }

    @Test func `a claim that came true is settled, and closes the case`() {
        let late = Self.tomorrow + 3_601
        let came = Self.claim(held: 12, heldHash: Self.hash)
        #expect(Self.about([came], at: Self.noon) == [.settle(came)])
        #expect(
            Self.about([came], at: late, open: [.missingTail])
                == [.settle(came), .close(.recordsCame)]
        )
        #expect(Self.about([], at: late, open: [.missingTail]) == [.close(.recordsCame)])
        let today = Self.claim(
            20,
            day: Sample.businessDay("2026-11-23"),
            receivedAt: late,
            held: 12
        )
        #expect(
            Self.about([today], at: late, open: [.missingTail]) == [.close(.recordsCame)],
            "what waits today is another day's matter"
        )
    }

    @Test func `a case stays while anything of an earlier day is missing`() {
        let claims = [Self.claim(12, held: 11)]
        #expect(Self.about(claims, at: Self.tomorrow + 9_999, open: [.missingTail]) == [])
    }

    @Test func `a record other than the one claimed is a fork`() {
        let other = Self.claim(held: 15, heldHash: [UInt8](repeating: 1, count: 32))
        #expect(Self.about([other], at: Self.noon) == [.fork(other)])
    }

    @Test func `in quarantine the fork is the case`() {
        let claims = [Self.claim()]
        #expect(Self.about(claims, at: Self.tomorrow + 9_999, isInQuarantine: true) == [])
    }
}
