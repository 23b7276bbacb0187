import FoundationEssentials
import Synchronization

/// Whether the power failed during a visit.
final class Blackout: Sendable {
    private let state = Mutex(false)
    var isOn: Bool { state.withLock { $0 } }
    func begin() { state.withLock { $0 = true } }
}

extension World {
    /// A printer whose cable is out: its device is not there.
    func breakPrinter(of kiosk: LobbyKiosk, _ isBroken: Bool) {
        let (from, to) = (kiosk.printerFolder, kiosk.printerFolder + ".away")
        do {
            try FileManager.default.moveItem(
                atPath: isBroken ? from : to,
                toPath: isBroken ? to : from
            )
        } catch {
            preconditionFailure("the printer's folder is not there: \(error)")
        }
    }
}
