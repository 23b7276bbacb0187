/// The card and its applications.
extension DESFireCard {
    /// GetVersion: what kind of card this is, and its number unless it hides it.
    public func getVersion() throws(DESFireError) -> CardVersion {
        try parsed(.getVersion, CardVersion.init(answer:))
    }

    /// GetCardUID: the card's true number, 7 bytes.
    ///
    /// Needs a session.
    public func getCardUID() throws(DESFireError) -> [UInt8] {
        try run(.getCardUID)
    }

    /// CreateApplication, at PICC level.
    public func createApplication(_ description: ApplicationDescription) throws(DESFireError) {
        _ = try run(.createApplication(description))
    }

    /// DeleteApplication, at PICC level or as the application's master.
    public func deleteApplication(_ application: ApplicationIdentifier) throws(DESFireError) {
        _ = try run(.deleteApplication(application))
    }

    /// GetApplicationIDs, at PICC level.
    public func getApplicationIDs() throws(DESFireError) -> [ApplicationIdentifier] {
        try parsed(.getApplicationIDs, ApplicationIdentifier.list)
    }

    /// FormatPICC: deletes every application.
    ///
    /// Needs the card's master key.
    public func formatPICC() throws(DESFireError) { _ = try run(.formatPICC) }

    /// FreeMem: bytes left.
    public func freeMemory() throws(DESFireError) -> Int {
        try parsed(.freeMemory) { answer throws(MalformedAnswer) in
            var reader = ByteReader(answer)
            return try reader.number(3)
        }
    }

    /// GetKeySettings of what is selected.
    public func getKeySettings() throws(DESFireError) -> KeyOverview {
        try parsed(.getKeySettings, KeyOverview.init(answer:))
    }

    /// ChangeKeySettings of what is selected.
    ///
    /// Needs a session with the master key.
    public func changeKeySettings(_ settings: KeySettings) throws(DESFireError) {
        _ = try run(.changeKeySettings(settings))
    }

    /// GetKeyVersion of a key of what is selected.
    public func getKeyVersion(_ keyNumber: UInt8) throws(DESFireError) -> UInt8 {
        try run(.getKeyVersion(keyNumber))[0]
    }

    /// Runs a command and parses its answer; one that cannot be parsed ends the session.
    func parsed<Value>(
        _ command: NativeCommand,
        _ parse: ([UInt8]) throws(MalformedAnswer) -> Value
    ) throws(DESFireError) -> Value {
        let answer = try run(command)
        do {
            return try parse(answer)
        } catch {
            throw fail(.malformed(error), command.instruction, command.effect)
        }
    }
}
