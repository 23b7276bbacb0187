internal import CPCSC

/// What pcscd says about one reader at one moment.
struct ReaderSnapshot: Sendable, Equatable {
    let name: String
    /// The bits of `dwEventState` without CHANGED; zero before pcscd was asked (UNAWARE).
    let state: UInt32
    let answerToReset: [UInt8]

    /// A reader of which nothing is known yet.
    init(unaware name: String) {
        self.init(name: name, state: UInt32(SCARD_STATE_UNAWARE), answerToReset: [])
    }

    init(name: String, state: UInt32, answerToReset: [UInt8]) {
        self.name = name
        self.state = state
        self.answerToReset = answerToReset
    }

    init(name: String, state: SCARD_READERSTATE) {
        let answerToReset = withUnsafeBytes(of: state.rgbAtr) { bytes in
            Array(bytes.prefix(Int(state.cbAtr)))
        }
        self.init(
            name: name,
            state: UInt32(truncatingIfNeeded: state.dwEventState) & ~UInt32(SCARD_STATE_CHANGED),
            answerToReset: answerToReset
        )
    }

    var hasCard: Bool { state & UInt32(SCARD_STATE_PRESENT) != 0 }

    /// The reader went away between listing and waiting.
    var isGone: Bool {
        state & UInt32(SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE | SCARD_STATE_IGNORE) != 0
    }

    /// Grows with every insertion and removal, and starts again after 65 535.
    var eventCount: UInt16 { UInt16(state >> 16) }
}
