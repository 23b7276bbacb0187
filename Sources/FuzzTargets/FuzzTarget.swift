/// A door at which bytes come in that somebody else made.
///
/// Whatever comes in, the code behind it ends, in bounded time and memory, without a trap; what it
/// takes, it can give back as it was. A broken rule is a trap here.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// The answers of a card.
    case card
    /// The journal's file.
    case journal
    /// What a kiosk sends, and what a stick holds.
    case batch
    /// Requests on the ledger's socket.
    case request
    /// Configuration files.
    case configuration
    /// Receipt templates and what is put into them.
    case template

    /// Lets the bytes in.
    public func run(_ input: [UInt8]) {
        switch self {
        case .card: CardFuzz.run(input)
        case .journal: JournalFuzz.run(input)
        case .batch: BatchFuzz.run(input)
        case .request: RequestFuzz.run(input)
        case .configuration: ConfigurationFuzz.run(input)
        case .template: TemplateFuzz.run(input)
        }
    }

    /// Good inputs to begin with: what is random alone is refused at the first byte.
    public func seeds() throws -> [[UInt8]] {
        switch self {
        case .card: CardFuzz.seeds
        case .journal: try JournalFuzz.seeds()
        case .batch: try BatchFuzz.seeds()
        case .request: RequestFuzz.seeds
        case .configuration: try ConfigurationFuzz.seeds()
        case .template: try TemplateFuzz.seeds()
        }
    }
}

/// Traps, as a rule was broken that holds for every input.
func broken(_ rule: String) -> Never { fatalError("a rule is broken: \(rule)") }
