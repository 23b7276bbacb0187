/// Commands about the card and its applications.
extension NativeCommand {
    /// SelectApplication: ends session and transaction.
    public static func selectApplication(_ application: ApplicationIdentifier) -> NativeCommand {
        NativeCommand(.selectApplication, header: application.bytes, effect: .none)
    }

    /// CreateApplication.
    public static func createApplication(_ description: ApplicationDescription) -> NativeCommand {
        NativeCommand(.createApplication, header: description.bytes, effect: .immediate)
    }

    /// DeleteApplication.
    public static func deleteApplication(_ application: ApplicationIdentifier) -> NativeCommand {
        NativeCommand(.deleteApplication, header: application.bytes, effect: .immediate)
    }

    /// GetApplicationIDs.
    public static let getApplicationIDs = NativeCommand(
        .getApplicationIDs,
        effect: .none,
        answer: .any
    )

    /// FormatPICC: deletes every application and gives the memory back.
    public static let formatPICC = NativeCommand(.formatPICC, effect: .immediate)

    /// FreeMem.
    public static let freeMemory = NativeCommand(.freeMemory, effect: .none, answer: .exactly(3))

    /// GetVersion.
    public static let getVersion = NativeCommand(.getVersion, effect: .none, answer: .exactly(28))

    /// GetCardUID: the true number, also of a card that hides it.
    public static let getCardUID = NativeCommand(
        .getCardUID,
        protection: .answerEnciphered,
        effect: .none,
        answer: .exactly(7)
    )

    /// GetKeySettings.
    public static let getKeySettings = NativeCommand(
        .getKeySettings,
        effect: .none,
        answer: .exactly(2)
    )

    /// ChangeKeySettings.
    public static func changeKeySettings(_ settings: KeySettings) -> NativeCommand {
        NativeCommand(
            .changeKeySettings,
            data: [settings.byte],
            protection: .enciphered,
            effect: .immediate
        )
    }

    /// GetKeyVersion.
    public static func getKeyVersion(_ keyNumber: UInt8) -> NativeCommand {
        NativeCommand(.getKeyVersion, header: [keyNumber], effect: .none, answer: .exactly(1))
    }

    /// ChangeKey without its cryptogram, which the holder of the keys computes.
    static func changeKey(header: [UInt8]) -> NativeCommand {
        NativeCommand(.changeKey, header: header, protection: .enciphered, effect: .immediate)
    }
}
