internal import Glibc
public import VirtualCard

/// The command `bench card`: a card from a file, in the virtual reader, until it is told to leave.
public enum BenchCard {
    /// What ends the card's stay but is no error.
    private static let stopSignals = [SIGTERM, SIGINT]
    /// How often a stopped reader is looked for again.
    private static let reconnectIntervalMilliseconds: UInt32 = 250

    /// Inserts the card and stays until SIGTERM or SIGINT; then the card is out, and this returns.
    ///
    /// A file that does not exist becomes a blank card of the model and master key given. When pcscd
    /// stops, the card waits and goes in again as soon as the reader listens. `announce` is given a
    /// line for the user at each insertion.
    ///
    /// Throws `CardImageFileError` and `VirtualReaderError`.
    public static func run(
        image path: String,
        slot: Int = 1,
        piccKey: CardMemory.MasterKey = .des,
        ev model: CardModel = .ev2,
        announce: (String) -> Void
    ) throws {
        let file = try CardImageFile(path: path) { CardMemory(blank: model, masterKey: piccKey) }
        var card = VirtualCard(memory: try file.load())
        let port = VirtualReaderConnection.port(ofSlot: slot)
        StopSignal.install(stopSignals)
        var connection: VirtualReaderConnection? = try VirtualReaderConnection(port: port)
        while !StopSignal.isRaised {
            guard let inserted = connection else {
                usleep(reconnectIntervalMilliseconds * 1000)
                connection = try reconnect(port: port)
                continue
            }
            try StopSignal.ending(socket: inserted.descriptor) {
                try inserted.waitUntilSeen()
                if !StopSignal.isRaised {
                    announce("Card \(card.memory.uidHexadecimal) is in slot \(slot).")
                }
                _ = try inserted.serve(&card, persist: file.save)
            }
            connection = nil
        }
    }

    /// Nil while nothing listens.
    private static func reconnect(
        port: UInt16
    ) throws(VirtualReaderError) -> VirtualReaderConnection? {
        do throws(VirtualReaderError) {
            return try VirtualReaderConnection(port: port)
        } catch .notListening {
            return nil
        }
    }
}
