/// What can be wrong with a virtual printer, or with the line to it.
public enum PrinterFault: Sendable, Hashable {
    /// No paper: printing stops.
    case paperOut
    /// Little paper: printing goes on.
    case nearEnd
    /// The cover is open: printing stops.
    case cover
    /// Switched offline: printing stops.
    case offline
    /// The cutter jams at the next cut. The error stays, once it happened, until `DLE ENQ`.
    case cutter
    /// The head is too hot: printing stops.
    case hot
    /// Prints at 10 mm a second.
    case slow
    /// After so many bytes more the power fails: the connection drops, all buffers are lost.
    case diesAfter(bytes: Int)
    /// Prints, and answers nothing.
    case silent
    /// Answers with made-up bytes.
    case garbage
    /// Loses what is answered in turn, such as process identifiers; the rest arrives.
    case losesAnswers

    /// As it is written: `paper-out`, and `dies-after 100`.
    public var text: String {
        switch self {
        case .diesAfter(let bytes): "dies-after \(bytes)"
        default: Self.words.first { $0.value == self }?.key ?? ""
        }
    }

    /// Reads what `text` writes; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split { $0 == " " || $0 == "=" }
        if parts.count == 2, parts[0] == "dies-after", let bytes = Int(parts[1]), bytes >= 0 {
            self = .diesAfter(bytes: bytes)
        } else if parts.count == 1, let fault = Self.words[String(parts[0])] {
            self = fault
        } else {
            return nil
        }
    }

    /// All that can be written, for a help text.
    public static let allTexts = words.keys.sorted() + ["dies-after BYTES"]

    private static let words: [String: PrinterFault] = [
        "paper-out": .paperOut, "near-end": .nearEnd, "cover": .cover, "offline": .offline,
        "cutter": .cutter, "hot": .hot, "slow": .slow, "silent": .silent, "garbage": .garbage,
        "loses-answers": .losesAnswers,
    ]

    /// Whether both are of one kind, whatever their number.
    func isSameKind(as other: PrinterFault) -> Bool {
        if case .diesAfter = self, case .diesAfter = other { return true }
        return self == other
    }
}
