import DESFire
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A recorded top-up` {
    @Test(arguments: try CardVectors.ofKind("topup-transcript"))
    func `is played byte for byte`(_ vector: CardVector) throws {
        let transcript = try Transcript(vector)
        let replay = ReplayTransport(transcript.exchanges)
        let counting = CountingTransport(replay)
        try transcript.play(on: counting)
        #expect(replay.firstDifference == nil)
        #expect(replay.isAtEnd)
        #expect(counting.apduCount == transcript.exchanges.count)
    }

    @Test(arguments: try CardVectors.ofKind("topup-transcript"))
    func `fails with any bit of any answer changed`(_ vector: CardVector) throws {
        let transcript = try Transcript(vector)
        try refuse(transcript) { variants(of: $0) }
    }

    @Test(arguments: try CardVectors.ofKind("topup-transcript"))
    func `fails with any answer cut short at any length`(_ vector: CardVector) throws {
        let transcript = try Transcript(vector)
        try refuse(transcript) { response in
            (0..<response.count).map { Array(response.prefix($0)) }
        }
    }

    /// The status stays, so that the data alone is too short or too long.
    @Test(arguments: try CardVectors.ofKind("topup-transcript"))
    func `fails with bytes taken from or added to the data`(_ vector: CardVector) throws {
        let transcript = try Transcript(vector)
        try refuse(transcript) { response in
            let data = Array(response.dropLast(2))
            let status = Array(response.suffix(2))
            let shorter: [[UInt8]] = data.indices.map { Array(data.prefix($0)) + status }
            let longer: [[UInt8]] = [1, 8, 16, 64, 300].map { count in
                data + [UInt8](repeating: 0, count: count) + status
            }
            return shorter + longer
        }
    }

    private func refuse(_ transcript: Transcript, _ changes: ([UInt8]) -> [[UInt8]]) throws {
        for (index, exchange) in transcript.exchanges.enumerated() {
            for changed in changes(exchange.response) {
                var exchanges = transcript.exchanges
                exchanges[index] = .init(command: exchange.command, response: changed)
                let replay = ReplayTransport(exchanges)
                #expect(throws: DESFireError.self, "answer \(index) as \(changed)") {
                    try transcript.play(on: replay)
                }
            }
        }
    }
}
