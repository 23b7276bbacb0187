internal import Prepayment

/// A touch, as the page posts it.
///
///     {"key": "f3c1…", "run": "5e0a…", "step": 17, "action": "amount", "fen": 10000}
public struct ScreenRequest: Codable, Hashable, Sendable {
    /// The page's own name for this touch, 1 to 64 bytes: posted again, it is the same touch.
    public let key: String
    /// The `run` of the snapshot that was shown.
    public let run: String
    /// The `step` of the snapshot that was shown. A touch made on another screen does nothing.
    public let step: UInt64
    /// The action's word.
    public let action: String
    /// For topUp and history: which account.
    public let account: Int?
    /// For amount: how much.
    public let fen: Int64?
    /// For language: its code.
    public let language: String?
    /// For accessible.
    public let isOn: Bool?
    /// For pay: cash or code.
    public let means: String?

    /// Takes the fields.
    public init(
        key: String,
        run: String,
        step: UInt64,
        action: String,
        account: Int? = nil,
        fen: Int64? = nil,
        language: String? = nil,
        isOn: Bool? = nil,
        means: String? = nil
    ) {
        self.key = key
        self.run = run
        self.step = step
        self.action = action
        self.account = account
        self.fen = fen
        self.language = language
        self.isOn = isOn
        self.means = means
    }

    /// What was touched; nil where the word is unknown or what belongs to it is missing.
    var touch: ScreenAction? {
        switch action {
        case "language": language.map { .language($0) }
        case "accessible": isOn.map { .accessible($0) }
        case "moreTime": .moreTime
        case "startOver": .startOver
        case "back": .back
        case "topUp": account.map { .topUp(account: $0) }
        case "history": account.map { .showHistory(account: $0) }
        case "help": .showHelp
        case "amount": amount.map { .amount($0) }
        case "typeAmount": .typeAmount
        case "pay": means.flatMap(PaymentMeans.init(rawValue:)).map { .pay($0) }
        case "agree": .agree
        case "cancelPayment": .cancelPayment
        case "buyForTaken": .buyForTaken
        case "holdTaken": .holdTaken
        case "payRest": .payRest
        case "finish": .finish
        case "printCopy": .printCopy
        case "leave": .leave
        default: nil
        }
    }

    private var amount: Money? {
        guard let fen, (1...Money.largestTypedFen).contains(fen) else { return nil }
        return Money(fen: fen)
    }
}

/// What became of a request.
public enum ScreenAnswer: String, Codable, Hashable, Sendable, CaseIterable {
    /// It was handed to the session.
    case taken
    /// It was taken before, under the same key.
    case repeated
    /// Another screen is shown by now.
    case late
    /// It is no touch that this version knows.
    case unknown
}

extension ScreenAction {
    /// Not about what stands on the screen: good on any.
    fileprivate var isForAnyScreen: Bool {
        switch self {
        case .language, .accessible, .moreTime: true
        case .startOver, .back, .topUp, .showHistory, .showHelp, .amount, .typeAmount, .pay, .agree,
            .cancelPayment, .buyForTaken, .holdTaken, .payRest, .finish, .printCopy, .leave:
            false
        }
    }
}

extension LobbySession {
    /// Keys that are remembered: a page has one request under way, and repeats it until it is answered.
    static let rememberedKeys = 64

    /// Takes a touch that was posted, once.
    public mutating func handle(
        _ request: ScreenRequest,
        at moment: Moment
    ) -> (ScreenAnswer, [LobbyEffect]) {
        guard let touch = request.touch, (1...64).contains(request.key.utf8.count) else {
            return (.unknown, [])
        }
        if takenKeys.contains(request.key) { return (.repeated, []) }
        guard request.run == run, request.step == step || touch.isForAnyScreen else {
            return (.late, [])
        }
        takenKeys.append(request.key)
        if takenKeys.count > Self.rememberedKeys { takenKeys.removeFirst() }
        return (.taken, handle(.touched(touch), at: moment))
    }
}
