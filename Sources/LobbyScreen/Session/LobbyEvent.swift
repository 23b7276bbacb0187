public import Prepayment

/// What happens in the lobby.
public enum LobbyEvent: Hashable, Sendable {
    /// Something was touched on the screen.
    case touched(ScreenAction)
    /// Time went by.
    case timePassed

    /// A card was put on the reader.
    case cardInserted
    /// It was read.
    case cardRead(CardReading)
    /// It cannot be used.
    case cardRefused(CardObstacle)
    /// It is gone.
    case cardRemoved

    /// The reader, or the way to it, is gone.
    case readerLost
    /// A reader is there.
    case readerBack
    /// The kiosk stopped selling, until the program is started again.
    case wentOutOfService
    /// What works changed.
    case facilitiesChanged(Facilities)

    /// The payment can be made; with the text of the code, where it is paid by one.
    case paymentReady(payment: UInt32, code: String?)
    /// Money came in, and is durable in the journal.
    case moneyTaken(payment: UInt32, Money)
    /// No more money can come of this payment: asked for, or by itself. All that came was told before.
    case paymentStopped(payment: UInt32)
    /// Money left the machine.
    case moneyGivenBack(Money)
    /// It could not.
    case moneyNotGivenBack(Money)
    /// It is recorded as held.
    case moneyHeld(Money)
    /// The slip about it came out of the printer, or did not.
    case heldSlipEnded(payment: UInt32, HeldSlip)

    /// The order has its end.
    case saleEnded(key: String, SaleVerdict)
    /// The open sale was taken up, and how it stands.
    case settleEnded(SettleVerdict)
    /// The copy came out of the printer, or did not.
    case copyEnded(ReceiptOutcome)
}

/// What can be touched.
public enum ScreenAction: Hashable, Sendable {
    /// Another language, by its code.
    case language(String)
    /// Large print, high contrast, low reach, read aloud.
    case accessible(Bool)
    /// “More time”, and any touch that the page keeps to itself, such as a digit.
    case moreTime
    /// From the beginning; with money in it, the payment is cancelled.
    case startOver
    /// One screen back.
    case back
    /// Top up this account.
    case topUp(account: Int)
    /// Its last loads and use.
    case showHistory(account: Int)
    /// What the meter's codes mean.
    case showHelp
    /// For so much.
    case amount(Money)
    /// The amount will be typed.
    case typeAmount
    /// The quote is agreed to, and paid this way.
    case pay(PaymentMeans)
    /// The notice is agreed to.
    case agree
    /// Pay no further.
    case cancelPayment
    /// Buy for what is in the machine.
    case buyForTaken
    /// Have what is in the machine held for this card.
    case holdTaken
    /// Pay the rest.
    case payRest
    /// Finish the open sale, or take the owed credit.
    case finish
    /// Print the receipt once more.
    case printCopy
    /// Nothing more.
    case leave
}
