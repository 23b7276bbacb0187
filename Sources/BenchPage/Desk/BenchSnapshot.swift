internal import VirtualPrinters

/// All that the page shows.
public struct BenchSnapshot: Codable, Sendable, Hashable {
    /// Where a card is.
    public enum Place: String, Codable, Sendable {
        /// In somebody's hand.
        case hand
        /// On its way onto the lobby's reader: pcscd has not seen it.
        case arriving
        /// On the lobby's reader.
        case lobby
        /// In a meter at home.
        case home
    }

    /// The kiosk in the lobby.
    public struct Kiosk: Codable, Sendable, Hashable {
        /// Whether the program runs.
        public var runs = false
        /// Whether it is being started or stopped.
        public var isChanging = false
        /// The lobby's screen, with its token; nil while there is none.
        public var screen: String?
        /// What its service says that it shows: `idle`, `card`, `selling`, …
        public var phase: String?
        /// For people, where it has something to say.
        public var sentence: String?
    }

    /// The ledger of the office.
    public struct Office: Codable, Sendable, Hashable {
        /// Whether the program runs.
        public var runs = false
        /// Whether it is being started or stopped.
        public var isChanging = false
        /// What `ledger day` last said; nil before it was asked.
        public var day: String?
        /// When, as a clock shows it.
        public var askedAt: String?
    }

    /// A card on the desk.
    public struct Card: Codable, Sendable, Hashable {
        /// Its short name.
        public let name: String
        /// What is written on it.
        public let label: String
        /// Whose it is.
        public let holder: String
        /// The meters that it can be put into.
        public let meters: [CardMeter]
        /// Where it is.
        public var place: Place
    }

    /// A meter that a card can be put into.
    public struct CardMeter: Codable, Sendable, Hashable {
        /// Its number.
        public let number: String
        /// What it measures.
        public let utility: String
    }

    /// A meter at home.
    public struct Meter: Codable, Sendable, Hashable {
        /// Its number.
        public let number: String
        /// What it measures.
        public let utility: String
        /// Whose home.
        public let label: String
        /// What the display shows large.
        public var remaining: String
        /// All that ever passed.
        public var register: String
        /// The last purchase that it took.
        public var purchase: UInt32
        /// Whether nothing comes out.
        public var isCut: Bool
        /// Whether credit runs low.
        public var isLow: Bool
        /// What it did with the last card; empty before.
        public var sentence: String
        /// The code on the display where it refused.
        public var code: String?
        /// Whether a card is in it, or use passes.
        public var isBusy: Bool
    }

    /// The receipt printer.
    public struct Printer: Codable, Sendable, Hashable {
        /// What is wrong with it.
        public var faults: [String] = []
        /// What hangs out of it, the newest first.
        public var receipts: [ReceiptRoll.Piece] = []
    }

    /// The cash acceptor.
    public struct Acceptor: Codable, Sendable, Hashable {
        /// Faults that it can be given.
        public let faultNames: [String]
        /// How it stands.
        public var status: NoteSlotStatus
    }

    /// The payment provider.
    public struct Provider: Codable, Sendable, Hashable {
        /// Ways in which it can behave.
        public let behaviourNames: [String]
        /// How it stands.
        public var status: TelephoneWalletStatus
    }

    /// Something that happened.
    public struct Message: Codable, Sendable, Hashable {
        /// As a clock shows it.
        public let at: String
        /// What happened.
        public let text: String
        /// Whether it is bad news.
        public let isTrouble: Bool
    }

    /// The lobby's kiosk.
    public var kiosk = Kiosk()
    /// The office's ledger.
    public var office = Office()
    /// Whether the network between them is cut.
    public var isNetworkCut = false
    /// All cards.
    public var cards: [Card] = []
    /// How the next write is torn; nil for not at all.
    public var tear: CardTear?
    /// All meters.
    public var meters: [Meter] = []
    /// The receipt printer.
    public var printer = Printer()
    /// All that can be wrong with it, each as it is set.
    public var printerFaultNames = BenchSnapshot.printerFaults
    /// Nil while the kiosk takes no notes.
    public var acceptor: Acceptor?
    /// Nil while the kiosk takes no payments by telephone.
    public var provider: Provider?
    /// What happened, the newest first.
    public var messages: [Message] = []

    /// A failure of the power needs a number of bytes: after so many a receipt is half out.
    private static let dyingBytes = 300
    private static let printerFaults = PrinterFault.allTexts.map {
        $0.hasPrefix("dies-after") ? PrinterFault.diesAfter(bytes: dyingBytes).text : $0
    }
}

/// A snapshot with a number that only grows.
public struct NumberedSnapshot: Codable, Sendable {
    /// Grows with every change.
    public let revision: UInt64
    /// Changes with every start of the program: numbers begin anew.
    public let run: String
    /// What to show.
    public let bench: BenchSnapshot
}
