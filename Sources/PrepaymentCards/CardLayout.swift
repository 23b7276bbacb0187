internal import DESFire
internal import Prepayment

/// Where everything stands on the card: one AES application per utility, six files, four keys.
///
/// Rights, as `read/write/readWrite/change` (cards.md 2.4). The application's master key (0) alone
/// changes files and keys. A file has room for two readers besides it only if one of them may also
/// write: so the kiosk's key could rewrite a holder file, which its program does only when it
/// issues a card.
///
///     1 holder      backup, MAC    meter / master / kiosk / master
///     2 credit      value, Full    never / meter / kiosk / master     a reader could debit (2.4)
///     3 load        backup, MAC    meter / never / kiosk / master     the kiosk's word alone
///     4 parameters  backup, MAC    meter / never / kiosk / master
///     5 return      backup, MAC    kiosk / kiosk / meter / master     the kiosk clears the mark
///     6 history     cyclic, MAC    reader / meter / kiosk / master
enum CardLayout {
    /// One application per utility, so that one card serves several meters.
    static func application(of utility: Utility) -> ApplicationIdentifier {
        switch utility {
        case .electricity: 0xF53041
        case .water: 0xF53042
        case .gas: 0xF53043
        }
    }

    /// Keys by number.
    enum KeyNumber {
        static let master: UInt8 = 0
        static let load: UInt8 = 1
        static let meter: UInt8 = 2
        static let read: UInt8 = 3
        static let count: UInt8 = 4
    }

    /// The version that issued keys carry; a factory key has 0.
    static let keyVersion: UInt8 = 1

    /// Files by number.
    enum FileNumber {
        static let holder: UInt8 = 1
        static let credit: UInt8 = 2
        static let load: UInt8 = 3
        static let parameters: UInt8 = 4
        static let returned: UInt8 = 5
        static let history: UInt8 = 6
    }

    static let holder = FileCreation(
        number: FileNumber.holder,
        mode: .mac,
        rights: rights(read: .meter, write: .master, both: .load)
    )
    static let credit = FileCreation(
        number: FileNumber.credit,
        mode: .full,
        rights: rights(read: .never, write: .meter, both: .load)
    )
    static let load = FileCreation(
        number: FileNumber.load,
        mode: .mac,
        rights: rights(read: .meter, write: .never, both: .load)
    )
    static let parameters = FileCreation(
        number: FileNumber.parameters,
        mode: .mac,
        rights: rights(read: .meter, write: .never, both: .load)
    )
    static let returned = FileCreation(
        number: FileNumber.returned,
        mode: .mac,
        rights: rights(read: .load, write: .load, both: .meter)
    )
    static let history = FileCreation(
        number: FileNumber.history,
        mode: .mac,
        rights: rights(read: .read, write: .meter, both: .load)
    )

    private enum Holder {
        case master, load, meter, read, never

        var right: AccessRight {
            switch self {
            case .master: .key(KeyNumber.master)
            case .load: .key(KeyNumber.load)
            case .meter: .key(KeyNumber.meter)
            case .read: .key(KeyNumber.read)
            case .never: .never
            }
        }
    }

    private static func rights(read: Holder, write: Holder, both: Holder) -> AccessRights {
        AccessRights(
            read: read.right,
            write: write.right,
            readWrite: both.right,
            change: Holder.master.right
        )
    }
}
