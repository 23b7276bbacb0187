import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Clocks that disagree, and heartbeats that come late.
@Suite struct WatchClockTests {
    static func heartbeat(
        wall: WallTime = Sample.noon,
        monotonic seconds: UInt64 = 1_000,
        boot: UInt8 = 0xB0,
        head: ChainHead = ChainHead(sequence: 12, hash: WatchRulesTests.hash)
    ) -> Heartbeat {
        Heartbeat(
            kiosk: Sample.kiosk,
            epoch: 1,
            head: head,
            businessDay: Sample.day,
            wallTime: wall,
            monotonicNanoseconds: seconds * 1_000_000_000,
            bootIdentifier: [UInt8](repeating: boot, count: 16),
            counter: 1,
            key: WatchRulesTests.key
        )
    }

    static func decisions(
        _ newest: Heartbeat,
        after previous: Heartbeat? = nil,
        receivedAt: WallTime = Sample.noon,
        open: Set<WatchFinding.Kind> = []
    ) -> [WatchDecision] {
        WatchRulesTests.decisions(
            WatchRulesTests.facts(
                heard: receivedAt,
                newest: HeardHeartbeat(newest, receivedAt: receivedAt),
                previous: previous.map { HeardHeartbeat($0, receivedAt: receivedAt - 60) },
                open: open
            ),
            at: receivedAt
        )
    }

    @Test(arguments: [(0, false), (120, false), (121, true), (-120, false), (-121, true)])
    func `a clock is wrong beyond the limit`(seconds: Int64, isWrong: Bool) {
        let decisions = Self.decisions(Self.heartbeat(wall: Sample.noon + seconds))
        #expect(decisions == (isWrong ? [.open(.clockSkew(.off(bySeconds: seconds)))] : []))
    }

    /// The kiosk's clock is within the limit of the ledger's both times, and yet it was set between.
    @Test(
        arguments: [
            (0, 0, false), (-100, 120, false), (-100, 121, true), (100, -120, false),
            (100, -121, true),
        ] as [(Int64, Int64, Bool)]
    )
    func `a clock that is set while the kiosk runs shows`(
        offset: Int64,
        jump: Int64,
        isSet: Bool
    ) {
        let previous = Self.heartbeat(wall: Sample.noon - 60 + offset, monotonic: 1_000)
        let newest = Self.heartbeat(wall: Sample.noon + offset + jump, monotonic: 1_060)
        let decisions = Self.decisions(newest, after: previous)
        #expect(decisions == (isSet ? [.open(.clockSkew(.set(bySeconds: jump)))] : []))
    }

    @Test func `over a restart of the machine clocks are not compared`() {
        let previous = Self.heartbeat(wall: Sample.noon - 119, monotonic: 9_000_000)
        for boot in [UInt8(0xB1), 0] {
            let newest = Self.heartbeat(wall: Sample.noon + 119, monotonic: 30, boot: boot)
            #expect(Self.decisions(newest, after: previous) == [])
        }
        let one = Self.heartbeat(wall: Sample.noon - 119, monotonic: 10, boot: 0)
        let other = Self.heartbeat(wall: Sample.noon + 119, monotonic: 20, boot: 0)
        #expect(Self.decisions(other, after: one) == [], "zeros are no name of a start")
    }

    @Test func `a clock that agrees again closes its case`() {
        let right = Self.heartbeat()
        #expect(Self.decisions(right, open: [.clockSkew]) == [.close(.clockAgrees)])
        let wrong = Self.heartbeat(wall: Sample.noon + 500)
        #expect(Self.decisions(wrong, open: [.clockSkew]) == [], "it is open already")
    }

    @Test func `times without measure do not stop the ledger`() {
        for wall in [Int64.min, .max] {
            let mad = Self.heartbeat(wall: WallTime(secondsSince1970: wall))
            let decisions = Self.decisions(
                mad,
                after: Self.heartbeat(monotonic: .max / 1_000_000_000)
            )
            guard decisions.count == 1, case .open(.clockSkew(.off)) = decisions[0] else {
                Issue.record("\(decisions)")
                continue
            }
            #expect(Self.decisions(Self.heartbeat(), after: mad).count == 1)
        }
    }

    static let otherHash = [UInt8](repeating: 1, count: 32)

    @Test(
        arguments: [
            (nil, 1_000, 0xB0, nil, .news),
            (999, 1_000, 0xB0, nil, .news),
            (1_000, 1_000, 0xB0, nil, .stale),
            (1_001, 1_000, 0xB0, nil, .stale),
            (1_001, 1_000, 0xB1, nil, .news),
            (1_001, 1_000, 0x00, nil, .news),
            (nil, 1_000, 0xB0, WatchRulesTests.hash, .news),
            (1_001, 1_000, 0xB0, WatchRulesTests.hash, .stale),
            (nil, 1_000, 0xB0, otherHash, .fork(sequence: 12)),
            (1_001, 1_000, 0xB0, otherHash, .fork(sequence: 12)),
        ] as [(UInt64?, UInt64, UInt8, [UInt8]?, HeartbeatPlacement)]
    )
    func `a heartbeat is placed by boot, monotonic clock and hash`(
        newest: UInt64?,
        seconds: UInt64,
        boot: UInt8,
        knownHash: [UInt8]?,
        expected: HeartbeatPlacement
    ) {
        let placement = HeartbeatPlacement.place(
            Self.heartbeat(monotonic: seconds, boot: boot),
            after: newest.map { Self.heartbeat(monotonic: $0, boot: boot == 0 ? 0 : 0xB0) },
            knownHash: knownHash
        )
        #expect(placement == expected)
    }

    @Test(
        arguments: [
            .silentKiosk(since: Sample.noon),
            .missingTail(MissingTail(epoch: 2, day: Sample.day, first: 10, last: 12)),
            .clockSkew(.off(bySeconds: -500)), .clockSkew(.set(bySeconds: 500)),
        ] as [WatchFinding]
    )
    func `a finding reads back from its bytes`(finding: WatchFinding) throws {
        let bytes = finding.bytes
        #expect(try WatchFinding(bytes: bytes) == finding)
        for count in 0..<bytes.count {
            #expect(throws: LayoutError.self) {
                try WatchFinding(bytes: Array(bytes.prefix(count)))
            }
        }
        #expect(throws: LayoutError.self) { try WatchFinding(bytes: bytes + [0]) }
        #expect(throws: LayoutError.self) { try WatchFinding(bytes: [9] + bytes.dropFirst()) }
    }
}

extension WallTime {
    static func + (time: WallTime, seconds: Int64) -> WallTime {
        WallTime(secondsSince1970: time.secondsSince1970 + seconds)
    }

    static func - (time: WallTime, seconds: Int64) -> WallTime { time + -seconds }
}
