import VirtualAcceptors
import VirtualProviders

@testable import BenchPage

/// A control of the bench page, by the name that it carries in `data-name`.
struct DeskControl: Hashable, Sendable, CustomStringConvertible {
    let description: String

    static let screen = DeskControl(description: "screen")
    static let kiosk = DeskControl(description: "Kiosk")
    static let network = DeskControl(description: "Network")
    static let ledger = DeskControl(description: "Ledger")
    static let plug = action("kioskPowerCut")
    static let office = action("office")
    static let printerPower = action("printerPower")
    static let tearOff = action("tearOff")
    static let acceptorPower = action("acceptorPower")
    /// Of the newest order: the others are over.
    static let pay = DeskControl(description: #"{"action":"pay""#)

    static func reader(_ card: String) -> DeskControl { DeskControl(description: "reader\(card)") }
    static func meter(_ meter: HomeMeter, with card: String) -> DeskControl {
        action("meter", #","name":"\#(card)","meter":"\#(meter.number)""#)
    }
    static func use(_ meter: HomeMeter, days: Int) -> DeskControl {
        action("use", #","meter":"\#(meter.number)","days":\#(days)"#)
    }
    static func tear(_ tear: CardTear?) -> DeskControl {
        DeskControl(description: "tear\(tear?.rawValue ?? "undefined")")
    }
    static func note(yuan: Int) -> DeskControl { DeskControl(description: "note\(yuan)") }
    static func acceptor(_ fault: AcceptorBenchFault) -> DeskControl {
        DeskControl(description: "acceptorFault\(fault.rawValue)")
    }
    static func printer(_ fault: String) -> DeskControl {
        DeskControl(description: "printerFault\(fault)")
    }
    static func behaviour(_ behaviour: VirtualPaymentProvider.Behaviour) -> DeskControl {
        action("behaviour", #","name":"\#(behaviour.rawValue)""#)
    }

    private static func action(_ name: String, _ rest: String = "") -> DeskControl {
        DeskControl(description: #"{"action":"\#(name)"\#(rest)}"#)
    }

    /// The control as an element of the page; orders have numbers in their names.
    var selector: String {
        self == .pay ? "[data-name^='\(description)']" : "[data-name='\(description)']"
    }
}
