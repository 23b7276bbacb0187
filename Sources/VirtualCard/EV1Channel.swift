internal import Cryptography

/// EV1 secure messaging, for sessions of the commands AA and 1A.
///
/// Rules: one vector starts at zero and runs through everything that follows, in both directions. A
/// code is the CMAC from the running vector, its first 8 bytes travel, and all of it is the next
/// vector. Requests carry a code only where they carry data in MAC mode; every answer carries one
/// over its data and the status, unless the data is enciphered. A cryptogram holds data, CRC-32
/// (over the command byte and the clear part too, or over the status) and padding.
struct EV1Channel: SecureChannel {
    private let cmac: CMAC
    private var vector: [UInt8]

    private static let codeBytes = 8
    private static let checkBytes = 4

    init(_ cipher: BlockCipher) {
        cmac = CMAC(cipher)
        vector = cipher.zeroBlock
    }

    func byteCount(of layout: CommandLayout) -> Int {
        let clear = layout.clear ?? 0
        guard layout.protected > 0 else { return clear }
        switch layout.mode {
        case .plain: return clear + layout.protected
        case .mac: return clear + layout.protected + Self.codeBytes
        case .full:
            return clear + paddedCount(layout.protected + Self.checkBytes + layout.trailer)
        }
    }

    mutating func open(
        _ command: Command,
        _ layout: CommandLayout
    ) throws(Status) -> OpenedCommand {
        let data = command.data
        let clear = layout.clear ?? data.count
        guard layout.clear == nil || data.count == byteCount(of: layout) else {
            throw .lengthError
        }
        let head = [command.instruction.rawValue] + data.prefix(clear)
        if layout.protected > 0, layout.mode == .full {
            return try decipher(Array(data.dropFirst(clear)), head: head, layout)
        }
        let protected = Array(data.dropFirst(clear).prefix(layout.protected))
        vector = cmac.code(head + protected, iv: vector)
        let code = Array(data.dropFirst(clear + layout.protected))
        guard code.isEmpty || equalInConstantTime(code, Array(vector.prefix(Self.codeBytes))) else {
            throw .integrityError
        }
        return OpenedCommand(clear: Array(head.dropFirst()), protected: protected)
    }

    private mutating func decipher(
        _ cryptogram: [UInt8],
        head: [UInt8],
        _ layout: CommandLayout
    ) throws(Status) -> OpenedCommand {
        var plain = cmac.cipher.decrypt(cryptogram, iv: vector)[...]
        vector = Array(cryptogram.suffix(cmac.cipher.blockSize))
        let protected = Array(plain.prefix(layout.protected))
        plain = plain.dropFirst(layout.protected)
        let check = Array(plain.prefix(Self.checkBytes))
        plain = plain.dropFirst(Self.checkBytes)
        let trailer = Array(plain.prefix(layout.trailer))
        let padding = plain.dropFirst(layout.trailer)
        guard check == CRC32.desfire(head + protected), padding.allSatisfy({ $0 == 0 }) else {
            throw .integrityError
        }
        return OpenedCommand(
            clear: Array(head.dropFirst()),
            protected: protected,
            trailer: trailer
        )
    }

    mutating func seal(_ answer: Answer) -> [UInt8] {
        guard answer.mode == .full else {
            vector = cmac.code(answer.data + [0x00], iv: vector)
            return answer.data + vector.prefix(Self.codeBytes)
        }
        let checked = answer.data + CRC32.desfire(answer.data + [0x00])
        // A reader that did not say how much it wants finds the end by the mark 80.
        let zeros = [UInt8](repeating: 0, count: paddedCount(checked.count) - checked.count)
        let padded =
            answer.isLengthKnown
            ? checked + zeros : CMAC.padded(checked, to: cmac.cipher.blockSize)
        let cryptogram = cmac.cipher.encrypt(padded, iv: vector)
        vector = Array(cryptogram.suffix(cmac.cipher.blockSize))
        return cryptogram
    }

    private func paddedCount(_ count: Int) -> Int {
        let block = cmac.cipher.blockSize
        return (count + block - 1) / block * block
    }
}
