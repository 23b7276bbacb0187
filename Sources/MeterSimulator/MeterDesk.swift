public import DESFire
internal import DeviceThreads
public import Prepayment
public import SmartCards

/// A meter and its reader, on the one thread that may wait for cards.
public actor MeterDesk {
    /// Takes the card in a reader for this program alone.
    public typealias Connect = @Sendable (_ reader: String) throws(CardError) -> any CardTransport

    private nonisolated let thread = DeviceThread(name: "meter")
    /// The meter's own thread: `SCardTransmit` has no time limit.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private let meter: Meter
    private let connect: Connect

    /// Takes the meter in a file, as `MeterImageFile` does, and works with cards through PC/SC unless
    /// told otherwise.
    public init(
        path: String,
        keys: any KeyProvider,
        connect: @escaping Connect = { reader throws(CardError) in try CardLink(reader: reader) }
    ) throws(MeterError) {
        meter = Meter(file: try MeterImageFile(path: path), keys: keys)
        self.connect = connect
    }

    /// Does what the meter does with the card in a reader. Throws as `Meter.accept`, and `.reader`.
    public func accept(
        cardIn reader: String,
        at moment: WallTime
    ) throws(MeterError) -> MeterReport {
        let transport: any CardTransport
        do { transport = try connect(reader) } catch { throw .reader(error) }
        return try meter.accept(transport, at: moment)
    }

    /// Waits for a card; gives the name of its reader. Throws `.reader`.
    public func waitForCard(
        in reader: String?,
        timeoutMilliseconds: Int
    ) throws(MeterError) -> String {
        do {
            return try CardReaders().waitForCard(
                reader: reader,
                timeoutMilliseconds: timeoutMilliseconds
            )
        } catch {
            throw .reader(error)
        }
    }
}
