internal import Cryptography

/// EV2 secure messaging, for sessions of the commands 71 and 77.
///
/// Rules: a counter, zero at 71, rises between a command and its answer, in every mode. A code is
/// every second byte of the CMAC over command byte (or status), counter, transaction identifier and
/// data as it travels. The vector of a cryptogram comes from identifier and counter. Padding is 80
/// and zeros, a whole block where the data fits. MAC and full mode need the code on both sides.
struct EV2Channel: SecureChannel {
    let transactionIdentifier: [UInt8]
    private let cipher: BlockCipher
    private let cmac: CMAC
    private(set) var counter: UInt16 = 0

    private static let codeBytes = 8
    private static let blockBytes = 16

    init(keys: EV2SessionKeys, transactionIdentifier: [UInt8], counter: UInt16 = 0) {
        cipher = BlockCipher(.aes128, key: keys.encryption)
        cmac = CMAC(BlockCipher(.aes128, key: keys.authentication))
        self.transactionIdentifier = transactionIdentifier
        self.counter = counter
    }

    func byteCount(of layout: CommandLayout) -> Int {
        let code = layout.mode == .plain ? 0 : Self.codeBytes
        return (layout.clear ?? 0) + protectedCount(layout) + code
    }

    private func protectedCount(_ layout: CommandLayout) -> Int {
        let count = layout.protected + layout.trailer
        guard layout.mode == .full, count > 0 else { return count }
        return count / Self.blockBytes * Self.blockBytes + Self.blockBytes
    }

    mutating func open(
        _ command: Command,
        _ layout: CommandLayout
    ) throws(Status) -> OpenedCommand {
        let data = command.data
        guard data.count >= Self.codeBytes || layout.mode == .plain,
            layout.clear == nil || data.count == byteCount(of: layout)
        else { throw .lengthError }
        guard counter < .max else { throw .integrityError }
        let body = Array(data.dropLast(layout.mode == .plain ? 0 : Self.codeBytes))
        let code = Array(data.dropFirst(body.count))
        guard
            code.isEmpty
                || equalInConstantTime(code, self.code(command.instruction.rawValue, body))
        else { throw .integrityError }
        let clear = layout.clear ?? body.count
        var protected = Array(body.dropFirst(clear))
        if layout.mode == .full, !protected.isEmpty { protected = try decipher(protected) }
        guard protected.count == layout.protected + layout.trailer else { throw .integrityError }
        counter += 1
        return OpenedCommand(
            clear: Array(body.prefix(clear)),
            protected: Array(protected.prefix(layout.protected)),
            trailer: Array(protected.dropFirst(layout.protected))
        )
    }

    private func decipher(_ cryptogram: [UInt8]) throws(Status) -> [UInt8] {
        let padded = cipher.decrypt(cryptogram, iv: vector(0xA5, 0x5A))
        guard let mark = padded.lastIndex(where: { $0 != 0 }), padded[mark] == 0x80,
            padded.count - mark <= Self.blockBytes
        else { throw .integrityError }
        return Array(padded.prefix(mark))
    }

    mutating func seal(_ answer: Answer) -> [UInt8] {
        switch answer.mode {
        case .plain:
            return answer.data
        case .mac:
            return answer.data + code(0x00, answer.data)
        case .full:
            let padded = CMAC.padded(answer.data, to: Self.blockBytes)
            let cryptogram = cipher.encrypt(padded, iv: vector(0x5A, 0xA5))
            return cryptogram + code(0x00, cryptogram)
        }
    }

    private var counterBytes: [UInt8] { [UInt8(counter & 0xFF), UInt8(counter >> 8)] }

    private func code(_ first: UInt8, _ data: [UInt8]) -> [UInt8] {
        let code = cmac.code([first] + counterBytes + transactionIdentifier + data)
        return stride(from: 1, to: code.count, by: 2).map { code[$0] }
    }

    private func vector(_ first: UInt8, _ second: UInt8) -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: 8)
        return cipher.encryptBlock([first, second] + transactionIdentifier + counterBytes + zeros)
    }
}
