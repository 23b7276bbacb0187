public import Configuration
internal import Cryptography
public import DESFire
internal import Glibc

/// Master keys in a file of mode 0600, for a desk or a pilot; a key store in hardware takes its place
/// behind `KeyProvider`.
///
///     {
///         systemIdentifier: "sunshine-gardens",
///         keys: { picc: "…", master: "…", load: "…", meter: "…", read: "…" },
///     }
///
/// Each key is 32 hexadecimal digits. A kiosk in a lobby needs `load` alone, a meter `meter`; issuing
/// cards needs all of them. Every card's keys are made from them and the card's own number (AN10922).
public enum KeyFile {
    /// Reads a key file. Its content never shows in an error.
    public static func load(_ path: String) throws(KeyFileError) -> SoftwareKeyProvider {
        let content = try read(path)
        do {
            return try SoftwareKeyProvider(
                masters: content.masters,
                systemIdentifier: content.systemIdentifier
            )
        } catch {
            throw .unusable(path: path, error)
        }
    }

    /// Writes a file with new random keys for these roles.
    public static func create(
        _ path: String,
        systemIdentifier: String,
        roles: [KeyRole] = KeyRole.allCases
    ) throws(KeyFileError) {
        let keys = Dictionary(uniqueKeysWithValues: roles.map { ($0, SecureRandom.bytes(16)) })
        try write(keys, systemIdentifier: systemIdentifier, to: path)
    }

    /// Writes a file with some of another file's keys: what a meter or a lobby kiosk is given.
    public static func extract(
        _ roles: [KeyRole],
        from source: String,
        to path: String
    ) throws(KeyFileError) {
        let content = try read(source)
        let kept = content.masters.filter { roles.contains($0.key) }
        for role in roles where kept[role] == nil {
            throw .malformed(path: source, problem: "there is no \(role.rawValue) key")
        }
        try write(kept, systemIdentifier: content.systemIdentifier, to: path)
    }

    /// Whether a text can tell an estate from others: with a card's and an application's number it
    /// makes the 16 to 31 bytes that AN10922 wants.
    public static func isSystemIdentifier(_ text: String) -> Bool {
        (6...21).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
    }

    private static func read(_ path: String) throws(KeyFileError) -> Content {
        let text: String
        do {
            text = String(decoding: try SecretFile.read(path), as: UTF8.self)
        } catch {
            throw .file(error)
        }
        do {
            return try ConfigurationFile.read(Content.self, text: text, file: path)
        } catch {
            throw .malformed(path: path, problem: withoutValues(error))
        }
    }

    private static func write(
        _ keys: [KeyRole: [UInt8]],
        systemIdentifier: String,
        to path: String
    ) throws(KeyFileError) {
        // Replacing a key file makes every card that was issued with it unreadable.
        guard access(path, F_OK) != 0 else { throw .exists(path: path) }
        let lines = KeyRole.allCases.compactMap { role in
            keys[role].map { "        \(role.rawValue): \"\($0.hexadecimal)\"," }
        }
        let text = """
            {
                systemIdentifier: "\(systemIdentifier)",
                keys: {
            \(lines.joined(separator: "\n"))
                },
            }

            """
        do { try PrivateFile.write(Array(text.utf8), to: path) } catch { throw .file(error) }
    }

    /// What is wrong, by the key's name alone: values of this file are secrets.
    private static func withoutValues(_ error: ConfigurationError) -> String {
        switch error {
        case .missing(_, let key, let expected, _): "“\(key)” is missing, \(expected)"
        case .unexpected(_, let key, let expected, _): "“\(key)” is not \(expected)"
        case .refused(_, let key, let reason): "“\(key)”: \(reason)"
        case .unknownKey(_, let key, _): "“\(key)” has no meaning here"
        case .syntax(let place, _): "it is not written as JSON5 at line \(place.line)"
        case .cannotRead(_, let reason): reason
        }
    }

    private struct Content: ConfigurationSection {
        let systemIdentifier: String
        let masters: [KeyRole: [UInt8]]

        init(from section: SectionReader) throws(ConfigurationError) {
            systemIdentifier = try section.required(
                "systemIdentifier",
                .parsed("6 to 21 letters, digits and hyphens") { text throws(SettingRefusal) in
                    KeyFile.isSystemIdentifier(text) ? text : nil
                }
            )
            let keys: KeySection = try section.required("keys", .section)
            masters = keys.masters
        }
    }

    private struct KeySection: ConfigurationSection {
        let masters: [KeyRole: [UInt8]]

        init(from section: SectionReader) throws(ConfigurationError) {
            var masters: [KeyRole: [UInt8]] = [:]
            for role in KeyRole.allCases {
                masters[role] = try section.optional(
                    role.rawValue,
                    .parsed("32 hexadecimal digits") { text throws(SettingRefusal) in
                        guard let key = [UInt8](hexadecimal: text), key.count == 16 else {
                            return nil
                        }
                        return key
                    }
                )
            }
            self.masters = masters
        }
    }
}

/// Why a key file cannot be used.
public enum KeyFileError: Error, Sendable, Equatable {
    /// It cannot be read, or others can read it too.
    case file(PrivateFileError)
    /// A file is there already; it is not replaced.
    case exists(path: String)
    /// It is not written as a key file is.
    case malformed(path: String, problem: String)
    /// Its keys cannot be used.
    case unusable(path: String, KeyProviderError)

    /// What happened.
    public var sentence: String {
        switch self {
        case .file(let error): error.sentence
        case .exists(let path): "\(path) exists already and is not replaced."
        case .malformed(let path, let problem): "The key file \(path) cannot be used: \(problem)."
        case .unusable(let path, let error):
            "The key file \(path) cannot be used. \(error.sentence)"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .exists: "Cards issued with lost keys stay unreadable: give another path."
        case .file(.cannotRead): "Check the path, or make a key file (kiosk keys new FILE)."
        case .malformed, .unusable:
            "Compare it with the README, or make a new one (kiosk keys new FILE): cards issued with other keys stay unreadable."
        case .file(let error): error.hint
        }
    }
}
