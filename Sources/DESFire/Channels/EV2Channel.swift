internal import Cryptography

/// Secure messaging of DESFire EV2 and later, after an authentication with 71 or 77.
///
/// Rules: a code is bytes 1, 3, … 15 of CMAC(SesAuthMAC, first ‖ CmdCtr ‖ TI ‖ data), where `first`
/// is INS of a request and the status of an answer. The counter rises by one between request and
/// answer, in plain exchanges too, and never beyond FFFF. Full mode pads with 80 00… always, and
/// enciphers under a vector made of TI and counter. The code is checked before anything is
/// deciphered. Source: NXP AN12343 tables 16 to 28.
public struct EV2Channel: SecureChannel, SecretBearing {
    private static let codeByteCount = 8

    private let enciphermentKey: [UInt8]
    private let cipher: BlockCipher
    private let cmac: CMAC
    private let transactionIdentifier: [UInt8]
    private var counter: UInt16

    /// Takes SesAuthENC and SesAuthMAC of 16 bytes, TI of 4 bytes and the command counter.
    public init(
        encipherment: [UInt8],
        mac: [UInt8],
        transactionIdentifier: [UInt8],
        counter: UInt16 = 0
    ) {
        precondition(transactionIdentifier.count == 4, "TI has four bytes")
        self.enciphermentKey = encipherment
        cipher = BlockCipher(.aes128, key: encipherment)
        cmac = CMAC(BlockCipher(.aes128, key: mac))
        self.transactionIdentifier = transactionIdentifier
        self.counter = counter
    }

    /// The channel after 77: new keys; TI and counter carry on.
    func rekeyed(encipherment: [UInt8], mac: [UInt8]) -> EV2Channel {
        EV2Channel(
            encipherment: encipherment,
            mac: mac,
            transactionIdentifier: transactionIdentifier,
            counter: counter
        )
    }

    /// A plain file has no code on either side; all else has one on both.
    public func modes(
        of protection: CommandProtection
    ) -> (request: CommunicationMode, answer: CommunicationMode) {
        switch protection {
        case .session: (.mac, .mac)
        case .writing(.plain), .reading(.plain): (.plain, .plain)
        case .writing(let mode): (mode, .mac)
        case .reading(let mode): (.mac, mode)
        case .enciphered: (.full, .mac)
        case .answerEnciphered: (.mac, .full)
        }
    }

    /// See `SecureChannel`.
    public mutating func protect(
        _ instruction: UInt8,
        header: [UInt8],
        data: [UInt8],
        mode: CommunicationMode
    ) throws(SecureChannelError) -> [UInt8] {
        guard counter < .max else { throw .counterExhausted }
        if mode == .full && !data.isEmpty {
            let padded = CMAC.padded(data, to: cipher.blockSize)
            let cryptogram = cipher.encrypt(padded, iv: initialVector(of: .request))
            return try protect(instruction, header: header, cryptogram: cryptogram)
        }
        let body = header + data
        return mode == .plain ? body : body + code(instruction, body)
    }

    /// See `SecureChannel`.
    public mutating func protect(
        _ instruction: UInt8,
        header: [UInt8],
        cryptogram: [UInt8]
    ) throws(SecureChannelError) -> [UInt8] {
        guard counter < .max else { throw .counterExhausted }
        let body = header + cryptogram
        return body + code(instruction, body)
    }

    /// See `SecureChannel`.
    public mutating func open(
        _ answer: [UInt8],
        mode: CommunicationMode,
        length: AnswerLength
    ) throws(SecureChannelError) -> [UInt8] {
        precondition(counter < .max, "an answer without a request")
        counter += 1
        let body = mode == .plain ? answer : try checkCode(answer)
        let data = mode == .full && !body.isEmpty ? try decipher(body) : body
        guard length.admits(data.count) else { throw .wrongLength(byteCount: answer.count) }
        return data
    }

    /// See `SecureChannel`.
    public var encipherment: SessionEncipherment {
        .ev2(encipherment: enciphermentKey, iv: initialVector(of: .request))
    }

    enum Direction {
        case request
        case answer
    }

    /// E(SesAuthENC, label ‖ TI ‖ CmdCtr ‖ 00×8), with the label A5 5A of a request, 5A A5 of an
    /// answer.
    func initialVector(of direction: Direction) -> [UInt8] {
        let label: [UInt8] = direction == .request ? [0xA5, 0x5A] : [0x5A, 0xA5]
        let tail = counter.littleEndianBytes(2) + [UInt8](repeating: 0, count: 8)
        return cipher.encryptBlock(label + transactionIdentifier + tail)
    }

    private func code(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
        cmac.code([first] + counter.littleEndianBytes(2) + transactionIdentifier + body).oddBytes
    }

    private func checkCode(_ answer: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        guard answer.count >= Self.codeByteCount else {
            throw .wrongLength(byteCount: answer.count)
        }
        let body = Array(answer.dropLast(Self.codeByteCount))
        let expected = code(DESFireStatus.ok.rawValue, body)
        guard equalInConstantTime(expected, Array(answer.suffix(Self.codeByteCount))) else {
            throw .integrity
        }
        return body
    }

    private func decipher(_ cryptogram: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        guard cryptogram.count.isMultiple(of: cipher.blockSize) else {
            throw .wrongLength(byteCount: cryptogram.count)
        }
        let plain = cipher.decrypt(cryptogram, iv: initialVector(of: .answer))
        guard let end = plain.lastIndex(where: { $0 != 0 }), plain[end] == 0x80,
            plain.count - end <= cipher.blockSize
        else { throw .integrity }
        return Array(plain[..<end])
    }
}

extension [UInt8] {
    /// Bytes 1, 3, 5, … counted from zero: how EV2 shortens a CMAC.
    var oddBytes: [UInt8] { stride(from: 1, to: count, by: 2).map { self[$0] } }
}
