public import DESFire
public import Prepayment
public import SmartCards

/// What a new card is to be.
public struct CardIssue: Sendable, Hashable {
    /// Who it is for.
    public let holder: Holder
    /// What its meter is told.
    public let parameters: MeterParameters
    /// The most credit that it may carry.
    public let ceiling: Credit

    /// Takes the parts.
    public init(holder: Holder, parameters: MeterParameters, ceiling: Credit) {
        (self.holder, self.parameters, self.ceiling) = (holder, parameters, ceiling)
    }
}

/// A card that is ready for its resident.
public struct IssuedCard: Sendable, Hashable {
    /// The chip.
    public let card: CardIdentifier
    /// What stands in file 1.
    public let holder: Holder
}

/// Personalises a card, step by step, each step only where it was not done yet: keys, files, the
/// application's master key, and in one commit at the end what stands in the files.
///
/// A card that was pulled half way is finished by issuing it again. Only with the last commit does
/// the holder file make sense, so a card that can be read is complete, and sealed against others.
public struct CardIssuer {
    private let uid: [UInt8]
    private let card: DESFireCard

    /// Takes a card, which may be in the middle of another conversation.
    public init(_ transport: any CardTransport, keys: any KeyProvider) throws(PrepaymentCardError) {
        let card = DESFireCard(transport, keys: keys)
        self.card = card
        uid = try card.readNumber()
    }

    /// Issues the card.
    public func issue(_ issue: CardIssue) throws(PrepaymentCardError) -> IssuedCard {
        let application = CardLayout.application(of: issue.holder.utility)
        // Who spoke to the card last may have left it authenticated; a selection ends that.
        try perform { card throws(DESFireError) in try card.select(.picc) }
        let scheme = try authenticationScheme()
        if try !card.selectIfPresent(application) {
            try claimCard(scheme)
            try perform { card throws(DESFireError) in
                try card.createApplication(
                    ApplicationDescription(
                        identifier: application,
                        keySettings: .masterCreates,
                        keyType: .aes,
                        keyCount: CardLayout.KeyNumber.count
                    )
                )
            }
        }
        try perform { card throws(DESFireError) in try card.select(application) }
        if try keyVersion(CardLayout.KeyNumber.master) == 0 {
            try perform { card throws(DESFireError) in
                try card.authenticate(
                    keyNumber: CardLayout.KeyNumber.master,
                    with: .factory(.aes),
                    scheme: scheme
                )
            }
            try changeWorkingKeys(of: application)
            try createMissingFiles(ceiling: issue.ceiling)
            try sealApplication(application)
        }
        let holder = try writeFirstContents(issue, of: application, scheme)
        return IssuedCard(card: CardIdentifier(uid), holder: holder)
    }

    private func perform<Result>(
        _ body: (DESFireCard) throws(DESFireError) -> Result
    ) throws(PrepaymentCardError) -> Result {
        let card = card
        return try conversing { () throws(DESFireError) in try body(card) }
    }

    private func key(_ role: KeyRole, _ application: ApplicationIdentifier) -> KeyReference {
        .diversified(role, uid: uid, application: application)
    }

    private func keyVersion(_ number: UInt8) throws(PrepaymentCardError) -> UInt8 {
        try perform { card throws(DESFireError) in try card.getKeyVersion(number) }
    }

    private func authenticationScheme() throws(PrepaymentCardError) -> AuthenticationScheme {
        let version = try perform { card throws(DESFireError) in try card.getVersion() }
        switch version.generation {
        case .ev1: return .aes
        case .ev2, .ev3: return .ev2First
        case .other: throw .unsupportedChip
        }
    }
}

extension CardIssuer {
    /// Authenticates with the card's own master key, after making it ours where it is the factory's.
    private func claimCard(_ scheme: AuthenticationScheme) throws(PrepaymentCardError) {
        try perform { card throws(DESFireError) in try card.select(.picc) }
        let ours = key(.picc, .picc)
        if try keyVersion(0) != CardLayout.keyVersion {
            try checkNobodyUsesCard()
            let type = try perform { card throws(DESFireError) in try card.getKeySettings().keyType
            }
            try authenticateAsOwner(with: .factory(type), scheme: type == .aes ? scheme : .iso)
            try perform { card throws(DESFireError) in
                try card.changeKey(
                    0,
                    from: .factory(type),
                    to: ours,
                    version: CardLayout.keyVersion
                )
                try card.select(.picc)
            }
        }
        try authenticateAsOwner(with: ours, scheme: scheme)
    }

    /// A card under the factory's key may serve somebody all the same: taking its master key would
    /// take it from them. Ours is claimed before its first application is made.
    private func checkNobodyUsesCard() throws(PrepaymentCardError) {
        let applications: [ApplicationIdentifier]
        do throws(DESFireError) {
            applications = try card.getApplicationIDs()
        } catch .status(.authenticationError, _) {
            throw .foreign
        } catch {
            throw PrepaymentCardError(error)
        }
        guard applications.isEmpty else { throw .foreign }
    }

    private func authenticateAsOwner(
        with key: KeyReference,
        scheme: AuthenticationScheme
    ) throws(PrepaymentCardError) {
        do throws(DESFireError) {
            try card.authenticate(keyNumber: 0, with: key, scheme: scheme)
        } catch .status(.authenticationError, _) {
            throw .foreign
        } catch {
            throw PrepaymentCardError(error)
        }
    }

    /// Keys 1 to 3, while the master key is still the factory's.
    private func changeWorkingKeys(
        of application: ApplicationIdentifier
    ) throws(PrepaymentCardError) {
        let working: [(UInt8, KeyRole)] = [
            (CardLayout.KeyNumber.load, .load), (CardLayout.KeyNumber.meter, .meter),
            (CardLayout.KeyNumber.read, .read),
        ]
        for (number, role) in working where try keyVersion(number) == 0 {
            let new = key(role, application)
            try perform { card throws(DESFireError) in
                try card.changeKey(
                    number,
                    from: .factory(.aes),
                    to: new,
                    version: CardLayout.keyVersion
                )
            }
        }
    }

    private func createMissingFiles(ceiling: Credit) throws(PrepaymentCardError) {
        guard let limit = Int32(exactly: ceiling.count), limit > 0 else {
            preconditionFailure("a ceiling of \(ceiling.count) passed the configuration")
        }
        try perform { card throws(DESFireError) in
            let present = try card.getFileIDs()
            let backups = [
                (CardLayout.holder, Holder.byteCount), (CardLayout.load, LoadRecord.byteCount),
                (CardLayout.parameters, MeterParameters.fileByteCount),
                (CardLayout.returned, ReturnRecord.fileByteCount),
            ]
            for (file, byteCount) in backups where !present.contains(file.number) {
                try card.createBackupDataFile(file, byteCount: byteCount)
            }
            if !present.contains(CardLayout.credit.number) {
                try card.createValueFile(
                    CardLayout.credit,
                    ValueFileSettings(
                        lowerLimit: 0,
                        upperLimit: limit,
                        value: 0,
                        limitedCreditIsEnabled: false,
                        getValueIsFree: false
                    )
                )
            }
            if !present.contains(CardLayout.history.number) {
                try card.createCyclicRecordFile(
                    CardLayout.history,
                    recordByteCount: HistoryRecord.byteCount,
                    recordLimit: HistoryRecord.keptRecords + 1
                )
            }
        }
    }

    /// From here on the factory's keys open nothing.
    private func sealApplication(
        _ application: ApplicationIdentifier
    ) throws(PrepaymentCardError) {
        let key = key(.master, application)
        try perform { card throws(DESFireError) in
            try card.changeKey(
                CardLayout.KeyNumber.master,
                from: .factory(.aes),
                to: key,
                version: CardLayout.keyVersion
            )
        }
    }

    /// Holder, an empty load and the parameters, in one commit under the kiosk's key: from here on
    /// the card counts as issued. The holder tells the ceiling that the value file really has: a card
    /// that was torn may have been begun under other terms.
    private func writeFirstContents(
        _ issue: CardIssue,
        of application: ApplicationIdentifier,
        _ scheme: AuthenticationScheme
    ) throws(PrepaymentCardError) -> Holder {
        try authenticateAsKiosk(application, scheme)
        let present = try perform { card throws(DESFireError) in
            try card.readData(CardLayout.FileNumber.holder, length: Holder.byteCount, mode: .mac)
        }
        guard present[0] == 0 else { throw .alreadyIssued(issue.holder.utility) }
        let ceiling = try conversing { [card] () throws(DESFireError) in try card.readCeiling() }
        let holder = issue.holder.carrying(atMost: ceiling ?? issue.ceiling)
        let load = LoadRecord.unloaded(
            creditMode: issue.holder.creditMode,
            parametersVersion: issue.parameters.version,
            tariffVersion: issue.parameters.tariffVersion,
            issuedAt: issue.holder.issuedAt
        )
        try perform { card throws(DESFireError) in
            let contents = [
                (CardLayout.FileNumber.holder, holder.bytes),
                (CardLayout.FileNumber.load, load.bytes),
                (CardLayout.FileNumber.parameters, issue.parameters.bytes),
            ]
            for (file, bytes) in contents {
                try card.writeData(file, bytes, mode: .mac, kind: .backup)
            }
            try card.commitTransaction()
        }
        return holder
    }

    private func authenticateAsKiosk(
        _ application: ApplicationIdentifier,
        _ scheme: AuthenticationScheme
    ) throws(PrepaymentCardError) {
        do throws(DESFireError) {
            try card.authenticate(
                keyNumber: CardLayout.KeyNumber.load,
                with: key(.load, application),
                scheme: scheme
            )
        } catch .status(.authenticationError, _) {
            throw .otherEstate
        } catch {
            throw PrepaymentCardError(error)
        }
    }
}
