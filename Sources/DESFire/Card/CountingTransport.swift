public import SmartCards

/// Counts the APDUs that pass to another transport.
public final class CountingTransport: CardTransport {
    private let inner: any CardTransport
    /// APDUs so far, sent or not.
    public private(set) var apduCount = 0

    /// Counts from zero.
    public init(_ inner: any CardTransport) { self.inner = inner }

    /// That of the transport behind.
    public var generation: UInt64 { inner.generation }

    /// Counts and passes on.
    public func transmit(_ command: [UInt8]) -> TransmitOutcome {
        apduCount += 1
        return inner.transmit(command)
    }
}
