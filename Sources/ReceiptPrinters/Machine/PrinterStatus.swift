/// What a printer says of its paper.
public enum PaperState: Sendable, Hashable {
    /// Enough.
    case present
    /// The roll ends soon.
    case nearEnd
    /// None.
    case out
    /// The printer did not say.
    case unknown
}

/// What a printer has said of itself.
public struct PrinterStatus: Sendable, Hashable {
    /// The roll.
    public var paper = PaperState.unknown
    /// The cover is open.
    public var isCoverOpen = false
    /// An error, if it reports one.
    public var error: PrinterFault?
    /// It takes nothing.
    public var isOffline = false
    /// A presenter holds a ticket that nobody has taken yet.
    public var isTicketWaiting = false

    /// Nothing known yet.
    public init() {}

    /// What keeps it from printing, the thing to mend first before what follows from it.
    public var fault: PrinterFault? {
        if error == .unrecoverable { return .unrecoverable }
        if isCoverOpen { return .coverOpen }
        if paper == .out { return .paperOut }
        if let error { return error }
        return isOffline ? .offline : nil
    }
}

/// How the answers change it. The bits are those of the tables of `DLE EOT`, `GS a` and `DLE EOT 20`.
extension PrinterStatus {
    /// The answer to `DLE EOT 1`.
    mutating func applyState(_ byte: UInt8) { isOffline = byte & 0x08 != 0 }

    /// The answer to `DLE EOT 2`; says whether there is an error to ask for.
    mutating func applyCause(_ byte: UInt8) -> Bool {
        isCoverOpen = byte & 0x04 != 0
        if byte & 0x20 != 0 { paper = .out }
        if byte & 0x40 == 0 { error = nil }
        return byte & 0x40 != 0
    }

    /// The answer to `DLE EOT 3`.
    mutating func applyError(_ byte: UInt8) {
        error =
            Self.error(
                recoverable: byte & 0x04 != 0,
                cutter: byte & 0x08 != 0,
                unrecoverable: byte & 0x20 != 0,
                hot: byte & 0x40 != 0
            ) ?? .error
    }

    /// The answer to `DLE EOT 4`.
    mutating func applyPaper(_ byte: UInt8) {
        paper = byte & 0x60 != 0 ? .out : byte & 0x0C != 0 ? .nearEnd : .present
    }

    /// The answer to `GS r 1`, and the third byte of an automatic status.
    mutating func applySensors(_ byte: UInt8) {
        paper = byte & 0x0C != 0 ? .out : byte & 0x03 != 0 ? .nearEnd : .present
    }

    /// The four bytes of an automatic status.
    mutating func apply(automatic bytes: [UInt8]) {
        isOffline = bytes[0] & 0x08 != 0
        isCoverOpen = bytes[0] & 0x20 != 0
        error = Self.error(
            recoverable: bytes[1] & 0x04 != 0,
            cutter: bytes[1] & 0x08 != 0,
            unrecoverable: bytes[1] & 0x20 != 0,
            hot: bytes[1] & 0x40 != 0
        )
        applySensors(bytes[2])
    }

    /// The six bytes of a presenter.
    mutating func apply(full bytes: [UInt8]) {
        let (sensors, user, recoverable, unrecoverable) = (bytes[2], bytes[3], bytes[4], bytes[5])
        paper = sensors & 0x01 != 0 ? .out : sensors & 0x44 != 0 ? .nearEnd : .present
        isTicketWaiting = sensors & 0x20 != 0
        isCoverOpen = user & 0x03 != 0
        if unrecoverable != 0 {
            error = .unrecoverable
        } else if recoverable & 0x01 != 0 {
            error = .hot
        } else {
            error = recoverable == 0 ? nil : .error
        }
    }

    private static func error(
        recoverable: Bool,
        cutter: Bool,
        unrecoverable: Bool,
        hot: Bool
    ) -> PrinterFault? {
        if unrecoverable { return .unrecoverable }
        if cutter { return .cutter }
        if recoverable { return .error }
        return hot ? .hot : nil
    }
}
