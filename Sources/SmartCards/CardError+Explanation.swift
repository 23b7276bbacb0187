extension CardError {
    /// Names the fault in the operator's manual.
    ///
    /// Numbers are never given a second meaning.
    public var number: Int {
        switch self {
        case .serviceUnavailable: 101
        case .noReader: 102
        case .readerGone: 103
        case .noCard: 104
        case .severalCards: 105
        case .cardRemoved: 106
        case .cardReset: 107
        case .cardUnresponsive: 108
        case .cardUnsupported: 109
        case .cardInUse: 110
        case .accessRefused: 111
        case .exchangeFailed: 112
        case .answerTooShort: 113
        case .commandLengthImpossible: 114
        case .noIdentifier: 115
        case .notConnected: 116
        case .unexpected: 117
        }
    }

    /// What happened, in one sentence.
    public var sentence: String {
        switch self {
        case .serviceUnavailable: "The smart card service pcscd does not answer."
        case .noReader(nil): "No card reader is attached."
        case .noReader(let name?): "There is no card reader named “\(name)”."
        case .readerGone(let name): "The card reader “\(name)” was unplugged while in use."
        case .noCard: "There is no card in the reader."
        case .severalCards(let readers):
            "More than one reader holds a card: \(readers.joined(separator: ", "))."
        case .cardRemoved: "The card was taken away."
        case .cardReset: "The card was reset by another program."
        case .cardUnresponsive: "The card does not answer."
        case .cardUnsupported: "The reader and the card have no protocol in common."
        case .cardInUse: "Another program is using the card."
        case .accessRefused: "This user may not use the card reader."
        case .exchangeFailed(let code):
            "The exchange with the card broke off (PC/SC code \(code.hexadecimal))."
        case .answerTooShort(let byteCount):
            "The card's answer broke off after \(byteCount) of at least 2 bytes."
        case .commandLengthImpossible(let byteCount):
            "A card command cannot be \(byteCount) bytes long."
        case .noIdentifier(let statusWord):
            "The reader gives no identifier for this card (status \(statusWord.hexadecimal))."
        case .notConnected: "The connection to the card has ended."
        case .unexpected(let code, let call):
            "\(call) failed with the PC/SC code \(code.hexadecimal)."
        }
    }

    /// What to do next, in one sentence.
    public var hint: String {
        switch self {
        case .serviceUnavailable:
            "Start it with “systemctl start pcscd”, or install the package pcscd."
        case .noReader(nil), .readerGone:
            "Plug the reader in; “pcsc_scan” from the package pcsc-tools lists those that work."
        case .noReader: "Compare the name with those that “pcsc_scan” lists; every sign counts."
        case .noCard: "Put the card on the reader and leave it there."
        case .severalCards: "Take the other cards away, or name the reader that is meant."
        case .cardRemoved, .cardReset, .exchangeFailed, .answerTooShort:
            "Put the same card back and leave it there; what was under way is checked first."
        case .cardUnresponsive:
            "Take the card off and put it on again, flat and in the middle; clean its contacts."
        case .cardUnsupported: "Use a card that was issued for this system."
        case .cardInUse: "End the other program, then put the card on again."
        case .accessRefused:
            "Run this as a user whom polkit allows org.debian.pcsc-lite.access_pcsc and access_card."
        case .commandLengthImpossible: "Report this with its number: it is a fault of this program."
        case .noIdentifier: "Use a contactless card and a reader that answers FF CA 00 00 00."
        case .notConnected: "Connect again; the card has forgotten everything that came before."
        case .unexpected:
            "Restart pcscd; if it comes again, report it with its number, code and call."
        }
    }
}

extension FixedWidthInteger {
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16, uppercase: true)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
    }
}
