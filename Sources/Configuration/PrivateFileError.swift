/// Why a file that is for its owner alone was not read or written.
///
/// No case holds anything of the file's content.
public enum PrivateFileError: Error, Sendable, Equatable {
    /// The file cannot be read; `reason` is the system's.
    case cannotRead(path: String, reason: String)
    /// The file cannot be written; the path names the old content still, or the whole new one when
    /// only the last sync failed.
    case cannotWrite(path: String, reason: String)
    /// Others than the owner may read or write the file.
    case openToOthers(path: String, mode: UInt32)
    /// The file belongs to another user.
    case foreignOwner(path: String, owner: UInt32, user: UInt32)

    /// What happened.
    public var sentence: String {
        switch self {
        case .cannotRead(let path, let reason): "\(path) cannot be read: \(reason)."
        case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)."
        case .openToOthers(let path, let mode):
            "\(path) holds a secret and has mode \(octal(mode)): others may use it."
        case .foreignOwner(let path, let owner, let user):
            "\(path) holds a secret and belongs to user \(owner), not to user \(user)."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .cannotRead: "Check the path, and the owner and mode of the file and its folder."
        case .cannotWrite: "Check the folder's owner and mode, and the room on its disk."
        case .openToOthers(let path, _): "Run `chmod 600 \(path)`, and ask who has read it."
        case .foreignOwner(let path, _, let user): "Run `chown \(user) \(path)` as root."
        }
    }

    private func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
