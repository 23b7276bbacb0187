/// One payment by a code on the screen, from the order to the certainty that no money can come any
/// more, as a value: what happened goes in, what to do comes out.
///
/// Rules:
/// 1. One call is on its way, or one pause, until the end; never both.
/// 2. Money is told once, when the provider says that the order is paid, whenever that is: also after
///    the payment was stopped and its order closed.
/// 3. A payment ends without money only when a query behind a `close` says so, or when the provider
///    refused the very first order, so that there is none. The provider answers many a close of which
///    it knows nothing yet as if it were done: an order that is still open behind it is closed and
///    asked for a second time.
/// 4. An answer that did not come is no answer: the same is asked again after a pause that grows. Only
///    an order whose making is unknown is asked for first; no code of it was seen, so that making it
///    again, under its number, is safe.
public struct CodePayment: Hashable, Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// The payment begins.
        case begun
        /// It is one that an earlier run of the program left open.
        case resumed
        /// The order is made, and this is its code's text.
        case made(code: String)
        /// The provider refused to make the order.
        case makingRefused(WeChatPayError)
        /// A query was answered.
        case told(Trade)
        /// The order is closed, or was.
        case closed
        /// The provider has no order to close.
        case nothingToClose
        /// The order was not closed; one that is paid is not.
        case closingRefused
        /// The last call has no answer that counts.
        case unknown
        /// The pause is over.
        case pauseOver
        /// No money is wanted any more.
        case stopAsked
    }

    /// What the provider is asked.
    public enum Call: Hashable, Sendable {
        /// Make the order.
        case make
        /// What became of it?
        case query
        /// Close it.
        case close
    }

    /// What to do; at most one call or pause in each list.
    public enum Effect: Hashable, Sendable {
        /// Ask the provider, and say what it answers.
        case call(Call)
        /// Say `pauseOver` after this time; a call that comes first ends the pause.
        case pause(milliseconds: Int)
        /// Show the code.
        case show(code: String)
        /// Tell that the provider refuses the order.
        case tellRefused(WeChatPayError)
        /// Tell that the money came.
        case tellPaid(transaction: String, amountFen: Int64)
        /// Tell that no money can come any more; nothing follows.
        case tellStopped
    }

    /// What the last `close` was answered, as far as the query behind it must know.
    private enum Closing: Hashable {
        case closed, nothingToClose, refused
    }

    private enum Step: Hashable {
        /// Making the order.
        case make
        /// Asking for the order whose making is unknown.
        case find
        /// Waiting for the money.
        case watch
        /// Asking before the order is closed.
        case queryFirst
        case close
        /// Asking once more: money may have come until the close.
        case queryLast(Closing)

        var call: Call {
            switch self {
            case .make: .make
            case .find, .watch, .queryFirst, .queryLast: .query
            case .close: .close
            }
        }
    }

    private enum Activity: Hashable {
        case new
        case calling(Step)
        case pausing(before: Step)
        case ended
    }

    private let pace: CodePaymentPace
    private var activity = Activity.new
    private var isStopAsked = false
    /// How often in a row an answer was missing or led nowhere.
    private var failureCount = 0
    /// Whether the order may be there though no answer said so.
    private var mayExist = false
    /// Whether the order was told to be open though a close was answered as done.
    private var wasOpenAfterClose = false

    /// A payment that has not begun.
    public init(pace: CodePaymentPace = CodePaymentPace()) { self.pace = pace }

    /// Whether no money can come any more.
    public var hasEnded: Bool { activity == .ended }

    /// Takes what happened. An answer to a call that is not on its way is the caller's mistake.
    public mutating func handle(_ event: Event) -> [Effect] {
        switch event {
        case .begun: begin(.make)
        case .resumed: begin(.queryFirst)
        case .made(let code): take(code: code)
        case .makingRefused(let error): takeRefusal(error)
        case .told(let trade): take(trade)
        case .closed: takeClosing(.closed)
        case .nothingToClose: takeClosing(.nothingToClose)
        case .closingRefused: takeClosing(.refused)
        case .unknown: takeUnknown()
        case .pauseOver: endPause()
        case .stopAsked: askStop()
        }
    }

    private mutating func begin(_ step: Step) -> [Effect] {
        precondition(activity == .new, "a payment begins once")
        return call(step)
    }

    private mutating func take(code: String) -> [Effect] {
        precondition(activity == .calling(.make), "no order was on its way")
        failureCount = 0
        if isStopAsked { return call(.queryFirst) }
        return [.show(code: code)] + pause(pace.pollMilliseconds, before: .watch)
    }

    private mutating func takeRefusal(_ error: WeChatPayError) -> [Effect] {
        precondition(activity == .calling(.make), "no order was on its way")
        return [.tellRefused(error)]
            + (mayExist || error.mayMeanOrderExists ? call(.queryFirst) : end())
    }

    private mutating func take(_ trade: Trade) -> [Effect] {
        guard case .calling(let step) = activity else {
            preconditionFailure("no query was on its way")
        }
        if case .paid(let transaction, let amountFen) = trade {
            return [.tellPaid(transaction: transaction, amountFen: amountFen)] + end()
        }
        switch step {
        case .make, .close: preconditionFailure("no query was on its way")
        case .find:
            return isStopAsked || trade.isOver ? call(.close) : call(.make)
        case .watch:
            failureCount = 0
            return isStopAsked || trade.isOver
                ? call(.close) : pause(pace.pollMilliseconds, before: .watch)
        case .queryFirst:
            failureCount = 0
            return call(.close)
        case .queryLast(let closing):
            let isCertain = isCertain(trade, after: closing)
            wasOpenAfterClose = trade == .notPaid && closing == .closed
            return isCertain ? end() : pauseForFailure(before: .close)
        }
    }

    /// Whether an order that is told not to be paid can never be paid.
    private func isCertain(_ trade: Trade, after closing: Closing) -> Bool {
        switch (trade, closing) {
        case (.closed, _), (.refunded, _): true
        case (.missing, .closed), (.missing, .nothingToClose): true
        case (.notPaid, .closed): wasOpenAfterClose
        case (.notPaid, .nothingToClose), (.notPaid, .refused), (.missing, .refused): false
        case (.paid, _): false
        }
    }

    private mutating func takeClosing(_ closing: Closing) -> [Effect] {
        precondition(activity == .calling(.close), "no close was on its way")
        return call(.queryLast(closing))
    }

    private mutating func takeUnknown() -> [Effect] {
        guard case .calling(let step) = activity else {
            preconditionFailure("no call was on its way")
        }
        switch step {
        case .make:
            mayExist = true
            return pauseForFailure(before: isStopAsked ? .queryFirst : .find)
        case .find, .watch: return pauseForFailure(before: isStopAsked ? .queryFirst : step)
        case .queryFirst, .close, .queryLast: return pauseForFailure(before: step)
        }
    }

    private mutating func endPause() -> [Effect] {
        // A pause that a stop cut short may still say that it is over.
        guard case .pausing(let step) = activity else { return [] }
        return call(step)
    }

    private mutating func askStop() -> [Effect] {
        isStopAsked = true
        switch activity {
        case .pausing(before: .make), .pausing(before: .find), .pausing(before: .watch):
            failureCount = 0
            return call(.queryFirst)
        case .pausing(before: .queryFirst), .pausing(before: .close),
            .pausing(before: .queryLast), .calling, .ended:
            return []
        case .new: preconditionFailure("a payment is stopped after it began")
        }
    }

    private mutating func call(_ step: Step) -> [Effect] {
        activity = .calling(step)
        return [.call(step.call)]
    }

    private mutating func pause(_ milliseconds: Int, before step: Step) -> [Effect] {
        activity = .pausing(before: step)
        return [.pause(milliseconds: milliseconds)]
    }

    private mutating func pauseForFailure(before step: Step) -> [Effect] {
        failureCount += 1
        return pause(pace.pauseMilliseconds(afterFailures: failureCount), before: step)
    }

    private mutating func end() -> [Effect] {
        activity = .ended
        return [.tellStopped]
    }
}

extension Trade {
    /// Whether the provider takes no money for it any more.
    fileprivate var isOver: Bool {
        switch self {
        case .closed, .refunded, .paid: true
        case .notPaid, .missing: false
        }
    }
}

extension WeChatPayError {
    /// Whether an order may have been refused since there is one of its number already. The provider's
    /// codes for that differ, and two of them also stand for wrong values.
    fileprivate var mayMeanOrderExists: Bool {
        guard case .refused(_, let code, _) = self else { return false }
        return [
            "OUT_TRADE_NO_USED", "ORDERPAID", "ORDER_PAID", "ORDER_CLOSED", "INVALID_REQUEST",
            "PARAM_ERROR",
        ].contains(code)
    }
}
