internal import FoundationEssentials
internal import Glibc
internal import VirtualProviders

/// The keys of a virtual provider and its merchant, in a folder: made when it has none.
enum ProviderKeyFolder {
    /// The merchant's private key, which the kiosk signs with, and its public half.
    static let merchantKey = "merchant.pem"
    static let merchantPublicKey = "merchant-public.pem"
    /// The provider's private key, and its public half, which the kiosk verifies with.
    static let providerKey = "provider.pem"
    static let providerPublicKey = "provider-public.pem"

    /// The merchant's public key and the provider's private one.
    static func open(
        _ folder: String
    ) throws(ProviderKeyFolderError) -> (merchantPublicKeyPEM: String, providerKeyPEM: String) {
        if access("\(folder)/\(providerKey)", F_OK) != 0 { try make(folder) }
        return (try read(folder, merchantPublicKey), try read(folder, providerKey))
    }

    private static func make(_ folder: String) throws(ProviderKeyFolderError) {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .cannotWrite(folder, code: errno)
        }
        let keys = VirtualPaymentProvider.makeKeys()
        try write(keys.merchantKeyPEM, folder, merchantKey, mode: 0o600)
        try write(keys.merchantPublicKeyPEM, folder, merchantPublicKey, mode: 0o644)
        try write(keys.providerPublicKeyPEM, folder, providerPublicKey, mode: 0o644)
        // The last one: where it is, the others are.
        try write(keys.providerKeyPEM, folder, providerKey, mode: 0o600)
    }

    private static func write(
        _ text: String,
        _ folder: String,
        _ name: String,
        mode: mode_t
    ) throws(ProviderKeyFolderError) {
        let path = "\(folder)/\(name)"
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw .cannotWrite(path, code: errno) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw .cannotWrite(path, code: errno)
        }
    }

    private static func read(
        _ folder: String,
        _ name: String
    ) throws(ProviderKeyFolderError) -> String {
        let path = "\(folder)/\(name)"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .cannotRead(path)
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Why the folder of keys cannot be used.
enum ProviderKeyFolderError: Error {
    case cannotWrite(String, code: Int32)
    case cannotRead(String)

    /// What happened.
    var sentence: String {
        switch self {
        case .cannotWrite(let path, let code):
            "\(path) cannot be written: \(String(cString: strerror(code)))."
        case .cannotRead(let path): "\(path) cannot be read."
        }
    }

    /// What to do next.
    var hint: String {
        switch self {
        case .cannotWrite: "Give another --keys, or make it writable for this user."
        case .cannotRead: "Remove the folder: its keys are made anew."
        }
    }
}
