/// The cash acceptor of a desk, as the page uses it.
public protocol NoteSlot: Sendable {
    /// Faults that it can be given, each in one word.
    var faultNames: [String] { get }
    /// How it stands.
    func status() async -> NoteSlotStatus
    /// Pushes a note in; says what became of it, in a sentence.
    func insert(noteFen: Int64) async -> String
    /// Something goes wrong, or is put right.
    func set(fault name: String, isOn: Bool) async
    /// Switches it off and on.
    func powerCycle() async
}

/// How a cash acceptor stands.
public struct NoteSlotStatus: Codable, Sendable, Hashable {
    /// Whether the kiosk has opened it.
    public var isOpen: Bool
    /// The note that is held and may come back; 0 for none.
    public var escrowFen: Int64
    /// All that was kept, together.
    public var stackedFen: Int64
    /// All that came back, together.
    public var returnedFen: Int64
    /// What is wrong with it.
    public var faults: [String]

    /// Takes the fields.
    public init(
        isOpen: Bool,
        escrowFen: Int64,
        stackedFen: Int64,
        returnedFen: Int64,
        faults: [String]
    ) {
        (self.isOpen, self.escrowFen) = (isOpen, escrowFen)
        (self.stackedFen, self.returnedFen) = (stackedFen, returnedFen)
        self.faults = faults
    }
}
