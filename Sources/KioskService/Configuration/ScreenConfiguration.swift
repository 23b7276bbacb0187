public import Configuration
internal import LobbyScreen
internal import Prepayment

/// The lobby screen.
public struct ScreenConfiguration: ConfigurationSection {
    /// The file with the token that the screen's browser brings, mode 0600; the service makes it once.
    public let tokenPath: String
    let pulseMilliseconds: Int
    private let pixelsPerCentimetre: Int
    private let languages: [String]
    private let amounts: [Money]
    private let idleSeconds: Int
    private let countdownSeconds: Int
    private let cardLeftSeconds: Int

    /// The keys for amounts that fit on one screen.
    private static let amountLimit = 6

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        tokenPath = try section.required("token", .text)
        pixelsPerCentimetre = try section.defaulted(
            "pixelsPerCentimetre",
            .integer(in: 20...200),
            to: 40
        )
        languages = try section.defaulted("languages", .list(of: .text), to: ["zh", "en"])
        amounts = try section.required("amounts", .list(of: .yuan))
        idleSeconds = try section.defaulted("idleSeconds", .integer(in: 20...600), to: 60)
        countdownSeconds = try section.defaulted("countdownSeconds", .integer(in: 20...300), to: 30)
        pulseMilliseconds = try section.defaulted(
            "pulseMilliseconds",
            .integer(in: 10...15_000),
            to: ScreenDoor.pulseMilliseconds
        )
        cardLeftSeconds = try section.defaulted("cardLeftSeconds", .integer(in: 5...300), to: 20)
        for language in languages
        where !ScreenPage.files.contains(where: { $0.name == "\(language).json" }) {
            throw section.refusal(of: "languages", "the screen has no texts for “\(language)”")
        }
        guard !languages.isEmpty else { throw section.refusal(of: "languages", "none is named") }
        guard (1...Self.amountLimit).contains(amounts.count), amounts.allSatisfy({ $0 > .zero })
        else {
            throw section.refusal(
                of: "amounts",
                "there is room for 1 to \(Self.amountLimit), each above zero"
            )
        }
    }

    func lobby(_ kiosk: KioskConfiguration) -> LobbyConfiguration {
        LobbyConfiguration(
            sign: LobbySign(
                name: kiosk.estate.name,
                place: kiosk.estate.place,
                phone: kiosk.estate.phone
            ),
            pixelsPerCentimetre: pixelsPerCentimetre,
            languages: languages,
            amounts: amounts,
            terms: kiosk.terms,
            idleSeconds: idleSeconds,
            countdownSeconds: countdownSeconds,
            cardLeftSeconds: cardLeftSeconds
        )
    }
}
