import MeterSimulator
import Prepayment
import SmartCards
import TestSupport

/// A meter at home, in a folder of its own.
final class Home {
    private let folder = TemporaryFolder()
    private let estate: Estate
    private let path: String

    init(
        _ estate: Estate,
        utility: Utility = .electricity,
        creditMode: CreditMode = .money,
        meter: MeterNumber = Sample.meter
    ) throws {
        self.estate = estate
        path = folder.file("meter.state")
        let image = MeterImage(
            meter: meter,
            utility: utility,
            creditMode: creditMode,
            clock: Sample.noon
        )
        try MeterImageFile.create(image, at: path)
    }

    /// Each insertion in a program of its own, so that nothing but the file remembers.
    func accept(_ transport: any CardTransport) throws(MeterError) -> MeterReport {
        let meter = Meter(file: try MeterImageFile(path: path), keys: estate.keys)
        return try meter.accept(transport, at: Sample.noon)
    }

    func image() throws -> MeterImage { try MeterImageFile.look(path) }
}
