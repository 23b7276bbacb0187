public import LobbyScreen
internal import Prepayment
public import SmartCards

/// What lies in the readers: follows the cards that come and go, and has each looked at.
public actor Lobby {
    private let sales: SaleDesk
    private let board: StateBoard
    private let chosenReader: String?
    private var occupied: [String] = []
    private var readers: Set<String> = []
    /// Why pcscd cannot be used, while it cannot.
    private var serviceLoss: CardError?
    /// The screen that follows, if one does.
    private var tell: (@Sendable (LobbyEvent) -> Void)?

    /// With `reader`, only that one counts.
    public init(sales: SaleDesk, board: StateBoard, reader: String?) {
        self.sales = sales
        self.board = board
        chosenReader = reader
    }

    /// From now on a screen hears what happens here, and a card's open sales wait for its holder. `tell`
    /// must return at once.
    public func show(_ tell: @escaping @Sendable (LobbyEvent) -> Void) { self.tell = tell }

    /// Follows a monitor until it stops.
    public func follow(_ events: AsyncStream<ReaderEvent>) async {
        showEmpty()
        for await event in events { await handle(event) }
    }

    /// The reader with the one card that lies here.
    public func readerWithCard() throws(CardError) -> String {
        guard let reader = occupied.first else { throw readerError ?? .noCard }
        guard occupied.count == 1 else { throw .severalCards(readers: occupied.sorted()) }
        return reader
    }

    /// Looks at what lies here again, after something was done with it.
    public func refresh() async {
        if let reader = occupied.first { await look(reader) } else { showEmpty() }
    }

    func handle(_ event: ReaderEvent) async {
        switch event {
        case .readerAdded(let name) where counts(name):
            readers.insert(name)
            if occupied.isEmpty { showEmpty() }
        case .readerRemoved(let name) where counts(name):
            readers.remove(name)
            remove(name)
        case .cardInserted(let reader, _, _) where counts(reader):
            occupied.append(reader)
            tell?(.cardInserted)
            await look(reader)
        case .cardRemoved(let reader) where counts(reader):
            remove(reader)
            if let other = occupied.first {
                tell?(.cardRemoved)
                tell?(.cardInserted)
                await look(other)
            }
        case .serviceLost(let error):
            (occupied, readers, serviceLoss) = ([], [], error)
            showEmpty()
        case .serviceBack:
            (occupied, readers, serviceLoss) = ([], [], nil)
            showEmpty()
        case .readerAdded, .readerRemoved, .cardInserted, .cardRemoved:
            break
        }
    }

    private func counts(_ reader: String) -> Bool { chosenReader.map { $0 == reader } ?? true }

    private func remove(_ reader: String) {
        occupied.removeAll { $0 == reader }
        guard occupied.isEmpty else { return }
        tell?(.cardRemoved)
        showEmpty()
    }

    /// Why no card can be read, if none can.
    private var readerError: CardError? {
        serviceLoss ?? (readers.isEmpty ? .noReader(name: chosenReader) : nil)
    }

    private func showEmpty() {
        if let error = readerError {
            board.show(.noReader(sentence: error.sentence, hint: error.hint))
            tell?(.readerLost)
        } else {
            board.show(.idle)
            tell?(.readerBack)
        }
    }

    private func look(_ reader: String) async {
        do {
            _ = try readerWithCard()
        } catch {
            refuse(error.sentence, error.hint, error)
            return
        }
        do throws(SaleError) {
            let snapshot = try await read(reader)
            if occupied.contains(reader) { board.show(.card(CardView(snapshot))) }
        } catch .busy {
            // A sale is running; it shows itself, and has the lobby look again when it ends.
        } catch {
            if occupied.contains(reader) { refuse(error.sentence, error.hint, error) }
        }
    }

    /// With a screen all that its holder may see is read, and what is open waits for them.
    private func read(_ reader: String) async throws(SaleError) -> CardSnapshot {
        guard let tell else { return try await sales.tap(reader) }
        let reading = try await sales.visit(reader)
        if occupied.contains(reader) { tell(.cardRead(reading)) }
        return reading.accounts[0].snapshot
    }

    private func refuse(_ sentence: String, _ hint: String, _ error: any Error) {
        board.show(.cardRefused(sentence: sentence, hint: hint))
        tell?(.cardRefused(CardObstacle(error)))
    }
}
