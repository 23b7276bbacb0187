/// The first key settings byte: who may do what at one level of the card.
struct KeySettings: Equatable {
    var byte: UInt8

    /// Everything is open: the state of a new card.
    static let factory = Self(byte: 0x0F)

    var mayMasterKeyChange: Bool { byte & 0x01 != 0 }
    /// Lists and settings are readable without the master key.
    var mayAnybodyList: Bool { byte & 0x02 != 0 }
    /// Applications (or files, inside one) may be created without the master key; files deleted too.
    var mayAnybodyCreate: Bool { byte & 0x04 != 0 }
    var maySettingsChange: Bool { byte & 0x08 != 0 }

    /// Refuses a session of key `session` that wants to change key `target` of an application.
    func authorize(changeOf target: UInt8, by session: UInt8?) throws(Status) {
        guard let session else { throw .authenticationError }
        let changer = byte >> 4
        let entitled: UInt8
        switch (target, changer) {
        case (0, _):
            guard mayMasterKeyChange else { throw .permissionDenied }
            entitled = 0
        case (_, 15): throw .permissionDenied
        case (_, 14): entitled = target
        case (changer, _): entitled = 0
        default: entitled = changer
        }
        guard session == entitled else { throw .authenticationError }
    }
}
