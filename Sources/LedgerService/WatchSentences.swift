public import Ledger
internal import Prepayment

/// What cases of the watch say to people.
extension WatchFinding {
    /// What was found.
    public var sentence: String {
        switch self {
        case .silentKiosk(let since):
            "Nothing was heard of the kiosk since \(since.localDescription)."
        case .missingTail(let tail):
            """
            Records \(tail.first) to \(tail.last) of epoch \(tail.epoch) did not come, and their day, \
            \(tail.day), is over.
            """
        case .clockSkew(.off(let seconds)):
            """
            The kiosk's clock is \(seconds.magnitude) s \(seconds < 0 ? "behind" : "ahead of") \
            the ledger's.
            """
        case .clockSkew(.set(let seconds)):
            """
            The kiosk's clock was set \(seconds < 0 ? "back" : "forward") by \(seconds.magnitude) s \
            while the kiosk ran.
            """
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .silentKiosk: "Look whether the kiosk stands, has power and reaches the ledger."
        case .missingTail:
            """
            Look at the kiosk: its journal has them (kiosk journal verify), and they can travel on a \
            stick (kiosk journal export, ledger import).
            """
        case .clockSkew: "Set the clock of the kiosk, or of the ledger, and keep it by NTP."
        }
    }
}

extension WatchResolution {
    /// Why the case closed itself.
    public var sentence: String {
        switch self {
        case .heardAgain(let time): "Heard again at \(time.localDescription)."
        case .recordsCame: "Records came for what was missing."
        case .clockAgrees: "The clocks agree again."
        }
    }
}
