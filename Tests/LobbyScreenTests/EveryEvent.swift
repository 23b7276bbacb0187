import LobbySamples
import LobbyScreen
import Prepayment

/// Each kind of event, for the payment and the order of the session that it is given to.
enum EveryEvent {
    static func all(payment: UInt32) -> [LobbyEvent] {
        touches.map { .touched($0) } + [
            .timePassed, .cardInserted, .cardRead(Visitor.twoMeters), .cardRefused(.foreign),
            .cardRemoved, .readerLost, .readerBack, .wentOutOfService,
            .facilitiesChanged(Visitor.exactOnly), .facilitiesChanged(.none),
            .paymentReady(payment: payment, code: "code"),
            .moneyTaken(payment: payment, Money(fen: 2_000)),
            .moneyTaken(payment: payment + 7, Money(fen: 1_000)),
            .paymentStopped(payment: payment), .paymentStopped(payment: payment + 7),
            .moneyGivenBack(Money(fen: 2_000)), .moneyNotGivenBack(Money(fen: 2_000)),
            .moneyHeld(Money(fen: 2_000)),
            .heldSlipEnded(payment: 1, Visitor.slip(.printed)),
            .saleEnded(key: "screen-test-\(payment)", .sold(Visitor.completed())),
            .saleEnded(key: "screen-test-\(payment)", .notSold),
            .saleEnded(key: "screen-test-\(payment)", .inDoubt),
            .saleEnded(key: "another", .notSold),
            .settleEnded(.settled(Visitor.completed())), .settleEnded(.open(.undecided)),
            .copyEnded(.printed),
        ]
    }

    static let touches: [ScreenAction] = [
        .language("en"), .accessible(true), .moreTime, .startOver, .back, .topUp(account: 0),
        .showHistory(account: 0), .showHelp, .amount(Money(fen: 5_000)), .typeAmount, .pay(.cash),
        .pay(.code), .agree, .cancelPayment, .buyForTaken, .holdTaken, .payRest, .finish,
        .printCopy, .leave,
    ]
}
