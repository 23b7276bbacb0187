/// The second status byte of an answer `91 xx` that is neither "done" (00) nor "more to come" (AF).
///
/// A card gives further codes when its own silicon fails: A1, C1, CD, EE and F1. This card has no
/// silicon and never gives them.
enum Status: UInt8, Error {
    case noChanges = 0x0C
    case outOfMemory = 0x0E
    case illegalCommand = 0x1C
    case integrityError = 0x1E
    case noSuchKey = 0x40
    case lengthError = 0x7E
    case permissionDenied = 0x9D
    case parameterError = 0x9E
    case applicationNotFound = 0xA0
    case authenticationError = 0xAE
    case boundaryError = 0xBE
    case commandAborted = 0xCA
    case countError = 0xCE
    case duplicate = 0xDE
    case fileNotFound = 0xF0
}

/// Status words of the ISO 7816-4 layer, below the card's own commands.
enum StatusWord: UInt16 {
    case success = 0x9000
    case wrongLength = 0x6700
    case fileNotFound = 0x6A82
    case wrongParameters = 0x6A86
    case unknownInstruction = 0x6D00
    case unknownClass = 0x6E00

    var bytes: [UInt8] { [UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)] }
}
