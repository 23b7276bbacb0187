internal import SmartCards

extension DESFireCard {
    /// The number that the reader saw when the card came into its field (PC/SC part 3, `FF CA 00 00
    /// 00`): 7 bytes, or 4 that begin with 08 where the card hides its number.
    ///
    /// It is not proved by anything; only a key diversified by it proves it. Selection and session
    /// stay as they are.
    public func readReaderUID() throws(DESFireError) -> [UInt8] {
        switch exchange.transport.transmit([0xFF, 0xCA, 0x00, 0x00, 0x00]) {
        case .notSent(let error): throw .notSent(error)
        case .unknown(let error): throw fail(.lost(error), .getCardUID, .none)
        case .response(let response): return try uid(in: response)
        }
    }

    private func uid(in response: [UInt8]) throws(DESFireError) -> [UInt8] {
        guard response.count >= 2 else {
            throw fail(.malformed(.tooShort(byteCount: response.count)), .getCardUID, .none)
        }
        let word = UInt16(response[response.count - 2]) << 8 | UInt16(response[response.count - 1])
        guard word == 0x9000 else {
            throw fail(.malformed(.foreignStatusWord(word)), .getCardUID, .none)
        }
        guard [4, 7, 10].contains(response.count - 2) else {
            throw fail(.malformed(.wrongLength(byteCount: response.count)), .getCardUID, .none)
        }
        return Array(response.dropLast(2))
    }
}
