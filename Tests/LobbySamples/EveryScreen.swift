internal import LobbyScreen
internal import Prepayment

/// A way to each screen, also to its variants: for tables, and for looking at them.
public enum EveryScreen {
    /// The name of each, and who stands before it.
    public static let all: [(name: String, visitor: Visitor)] = [
        ("attract", Visitor()),
        ("attract-nothing-works", Visitor(.none)),
        ("outOfService", make { $0.give(.wentOutOfService) }),
        ("readerMissing", make { $0.give(.readerLost) }),
        ("reading", make { $0.give(.cardInserted) }),
        (
            "refused",
            make {
                $0.give(.cardInserted); $0.give(.cardRefused(.foreign))
            }
        ),
        (
            "refused-office",
            make {
                $0.give(.cardInserted); $0.give(.cardRefused(.refundAtOffice))
            }
        ),
        ("open-unfinished", make { $0.putOn(Visitor.openCard(.unfinished)) }),
        ("open-owed", make { $0.putOn(Visitor.openCard(.owed)) }),
        ("open-held", make { $0.putOn(Visitor.openCard(.held)) }),
        (
            "finishing",
            make {
                $0.putOn(Visitor.openCard(.unfinished)); $0.touch(.finish)
            }
        ),
        ("accounts", make { $0.putOn(Visitor.oneMeter) }),
        ("accounts-two", make { $0.putOn() }),
        ("accounts-waiting", make { $0.putOn(Visitor.waiting) }),
        (
            "accounts-held",
            make {
                $0.putOn(
                    CardReading(accounts: Visitor.oneMeter.accounts, held: Money(fen: 350))
                )
            }
        ),
        ("accounts-new", make { $0.putOn(Visitor.newCard) }),
        (
            "accounts-countdown",
            make {
                $0.putOn(); $0.wait(seconds: 60)
            }
        ),
        (
            "history",
            make {
                $0.putOn(); $0.touch(.showHistory(account: 0))
            }
        ),
        ("help", make { $0.touch(.showHelp) }),
        (
            "help-with-code",
            make {
                $0.putOn(); $0.touch(.showHelp)
            }
        ),
        (
            "amount",
            make {
                $0.putOn(); $0.touch(.topUp(account: 0))
            }
        ),
        (
            "amount-water",
            make {
                $0.putOn(); $0.touch(.topUp(account: 1))
            }
        ),
        (
            "ownAmount",
            make {
                $0.putOn(); $0.touch(.topUp(account: 0), .typeAmount)
            }
        ),
        (
            "ownAmount-refused",
            make {
                $0.putOn()
                $0.touch(.topUp(account: 0), .typeAmount, .amount(Money(fen: 300_000)))
            }
        ),
        (
            "quote",
            make {
                $0.putOn(); $0.touch(.topUp(account: 0), .amount(Money(fen: 10_000)))
            }
        ),
        (
            "notice",
            make(Visitor.paperless) {
                $0.putOn()
                $0.touch(.topUp(account: 0), .amount(Money(fen: 10_000)), .pay(.cash))
            }
        ),
        (
            "starting",
            make {
                $0.putOn()
                $0.touch(.topUp(account: 0), .amount(Money(fen: 10_000)), .pay(.cash))
            }
        ),
        ("paying-cash", make { $0.startPaying() }),
        (
            "paying-cash-part",
            make {
                $0.startPaying(); $0.pay(5_000)
            }
        ),
        (
            "paying-cash-exact",
            make(Visitor.exactOnly) {
                $0.startPaying(); $0.pay(2_000)
            }
        ),
        ("paying-code", make { $0.startPaying(.code) }),
        (
            "stopping",
            make {
                $0.startPaying(); $0.pay(5_000); $0.touch(.cancelPayment)
            }
        ),
        (
            "kept",
            make(Visitor.exactOnly) {
                $0.startPaying()
                $0.pay(5_000)
                $0.touch(.cancelPayment)
                $0.give(.paymentStopped(payment: $0.number))
            }
        ),
        ("writing", make { $0.startWriting() }),
        ("returning", make { $0.cancelWithMoney() }),
        (
            "returned",
            make {
                $0.cancelWithMoney()
                $0.give(.moneyGivenBack(Money(fen: 5_000)))
            }
        ),
        (
            "returned-held",
            make {
                $0.cancelWithMoney()
                $0.give(.moneyNotGivenBack(Money(fen: 5_000)))
                $0.give(.moneyHeld(Money(fen: 5_000)))
            }
        ),
        ("returned-held-slip", held(.printed)),
        ("returned-held-no-paper", held(.notPrinted(reason: "no paper"))),
        ("returned-held-unknown", held(.unknown(reason: "the printer does not answer"))),
        ("done", done(Visitor.completed())),
        (
            "done-excess",
            make {
                $0.startWriting()
                $0.pay(2_000)
                $0.give(.saleEnded(key: "screen-test-1", .sold(Visitor.completed())))
                $0.give(.moneyNotGivenBack(Money(fen: 2_000)))
                $0.give(.moneyHeld(Money(fen: 2_000)))
                $0.give(.heldSlipEnded(payment: 1, Visitor.slip(.printed)))
            }
        ),
        ("done-no-paper", done(Visitor.completed(receipt: .notPrinted(reason: "no paper")))),
        ("done-unknown", done(Visitor.completed(.unknown(CardFault("The card was pulled."))))),
        (
            "done-owed",
            done(
                Visitor.completed(
                    .owed(CardFault("The card was pulled.")),
                    receipt: .unknown(reason: "the printer does not answer")
                )
            )
        ),
        (
            "takeCard",
            make {
                $0.putOn(); $0.touch(.leave)
            }
        ),
        (
            "cardLeft",
            make {
                $0.putOn(); $0.touch(.leave); $0.wait(seconds: 20)
            }
        ),
    ]

    private static func done(_ sale: CompletedSale) -> Visitor {
        make {
            $0.startWriting()
            $0.give(.saleEnded(key: "screen-test-1", .sold(sale)))
        }
    }

    private static func held(_ receipt: ReceiptOutcome) -> Visitor {
        make {
            $0.cancelWithMoney()
            $0.give(.moneyNotGivenBack(Money(fen: 5_000)))
            $0.give(.moneyHeld(Money(fen: 5_000)))
            $0.give(.heldSlipEnded(payment: 1, Visitor.slip(receipt)))
        }
    }

    private static func make(
        _ facilities: Facilities = Visitor.everything,
        _ lead: (inout Visitor) -> Void
    ) -> Visitor {
        var visitor = Visitor(facilities)
        lead(&visitor)
        return visitor
    }
}

extension Visitor {
    /// Money is in, and the resident changes their mind.
    public mutating func cancelWithMoney() {
        startPaying()
        pay(5_000)
        touch(.cancelPayment)
        give(.paymentStopped(payment: number))
    }
}
