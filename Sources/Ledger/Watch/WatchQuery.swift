import Book
import Prepayment
import RecordChain
import Relational

extension SQLConnection {
    /// Places a heartbeat and keeps what it says.
    func hear(_ signed: SignedHeartbeat, receivedAt: WallTime) throws -> HeartbeatAnswer {
        let heartbeat = signed.heartbeat
        let held = try head(of: heartbeat.kiosk, epoch: heartbeat.epoch)
        let kept = try heartbeats(of: heartbeat.kiosk).first { $0.slot == WatchTables.newest }
        let placement = HeartbeatPlacement.place(
            heartbeat,
            after: kept?.signed.heartbeat,
            knownHash: try knownHash(of: heartbeat, held: held)
        )
        switch placement {
        case .fork(let sequence):
            let name = JournalName(kiosk: heartbeat.kiosk, epoch: heartbeat.epoch)
            try openFork(at: name.position(sequence), offered: signed, at: receivedAt)
            return HeartbeatAnswer(.fork, ledgerTime: receivedAt, head: held)
        case .stale:
            return HeartbeatAnswer(.stale, ledgerTime: receivedAt, head: held)
        case .news:
            if let kept {
                try keep(kept.signed, in: WatchTables.previous, receivedAt: kept.receivedAt)
            }
            try keep(signed, in: WatchTables.newest, receivedAt: receivedAt)
            if heartbeat.head.sequence > held.sequence {
                try claim(signed, receivedAt: receivedAt)
            }
            return HeartbeatAnswer(.heard, ledgerTime: receivedAt, head: held)
        }
    }

    /// What is known of the record that a heartbeat names as its last.
    private func knownHash(of heartbeat: Heartbeat, held: ChainHead) throws -> [UInt8]? {
        let name = JournalName(kiosk: heartbeat.kiosk, epoch: heartbeat.epoch)
        let position = name.position(heartbeat.head.sequence)
        if position.sequence == held.sequence { return held.hash }
        guard position.sequence < held.sequence else { return try claimedHash(at: position) }
        return try hash(at: position)
    }

    /// What the rules of the watch look at.
    func watchFacts(of kiosk: KioskIdentifier?) throws -> [WatchFacts] {
        let enrolments = try enrolments(of: kiosk)
        let heartbeats = Dictionary(grouping: try heartbeats(of: kiosk), by: \.kiosk)
        let heard = try lastHeard(of: kiosk)
        let cases = Dictionary(grouping: try openKinds(of: kiosk), by: \.kiosk)
        let cursors = try cursors(of: kiosk)
        let claims = Dictionary(
            grouping: try openClaims(of: kiosk).map { claim in
                (claim.name.kiosk, try headClaim(claim, held: cursors[claim.name] ?? .origin))
            },
            by: \.0
        )
        return enrolments.map { kiosk, enrolledAt in
            let kept = heartbeats[kiosk] ?? []
            let newest = kept.first { $0.slot == WatchTables.newest }?.heard
            let kinds = Set((cases[kiosk] ?? []).map(\.kind))
            return WatchFacts(
                kiosk: kiosk,
                enrolledAt: enrolledAt,
                lastHeard: [heard[kiosk], newest?.receivedAt].compactMap(\.self).max(),
                newest: newest,
                previous: kept.first { $0.slot == WatchTables.previous }?.heard,
                claims: (claims[kiosk] ?? []).map(\.1),
                openCases: Set(kinds.compactMap(\.watched)),
                isInQuarantine: kinds.contains(.fork)
            )
        }
    }

    private func headClaim(_ claim: KeptClaim, held: ChainHead) throws -> HeadClaim {
        let position = claim.name.position(claim.head.sequence)
        return HeadClaim(
            epoch: claim.name.epoch,
            day: claim.day,
            head: claim.head,
            receivedAt: claim.receivedAt,
            heldSequence: held.sequence,
            heldHash: held.sequence < position.sequence ? nil : try hash(at: position)
        )
    }

    private func lastHeard(of kiosk: KioskIdentifier?) throws -> [KioskIdentifier: WallTime] {
        let kiosks = KioskRange(kiosk)
        let times = try query(
            """
            SELECT kiosk, max(received_at) FROM chain_cursor
            WHERE kiosk BETWEEN ? AND ? GROUP BY kiosk
            """,
            kiosks.first,
            kiosks.last
        ) { (try $0.kiosk(0), WallTime(secondsSince1970: try $0.integer(1))) }
        return Dictionary(uniqueKeysWithValues: times)
    }

    /// Does what was decided for a kiosk; what is done already is passed over.
    func apply(
        _ decisions: [WatchDecision],
        to kiosk: KioskIdentifier,
        at now: WallTime
    ) throws {
        for decision in decisions {
            switch decision {
            case .open(let finding): try open(finding, of: kiosk, at: now)
            case .close(let resolution):
                var end = now
                if case .heardAgain(let time) = resolution { end = time }
                try closeCases(of: kiosk, kind: LedgerCase.Kind(resolution.kind), at: end)
            case .settle(let claim): try settle(claim, of: kiosk)
            case .fork(let claim):
                guard let offered = try heartbeat(claiming: claim, of: kiosk) else { continue }
                let name = JournalName(kiosk: kiosk, epoch: claim.epoch)
                let position = name.position(claim.head.sequence)
                try openFork(at: position, offered: offered, at: now)
                try settle(claim, of: kiosk)
            }
        }
    }

    private func open(_ finding: WatchFinding, of kiosk: KioskIdentifier, at now: WallTime) throws {
        let kind = LedgerCase.Kind(finding.kind)
        guard try !hasOpenCase(kind, of: kiosk) else { return }
        let position =
            switch finding {
            case .missingTail(let tail):
                JournalName(kiosk: kiosk, epoch: tail.epoch).position(tail.first)
            case .silentKiosk, .clockSkew: JournalName(kiosk: kiosk, epoch: 0).position(0)
            }
        try open([
            NewCase(kind: kind, position: position, openedAt: now, finding: finding.bytes)
        ])
    }
}

extension LedgerCase.Kind {
    /// The kind of a finding of the watch.
    init(_ kind: WatchFinding.Kind) {
        switch kind {
        case .silentKiosk: self = .silentKiosk
        case .missingTail: self = .missingTail
        case .clockSkew: self = .clockSkew
        }
    }

    /// The finding's kind; nil where the watch did not find it.
    var watched: WatchFinding.Kind? { WatchFinding.Kind.allCases.first { Self($0) == self } }
}
