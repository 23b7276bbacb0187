import Prepayment
import TestSupport

@testable import MeterSimulator

extension Sample {
    /// A meter with an account, a price of 0.5283 yuan, alarms at 20 and 5 yuan, 10 yuan of overdraft.
    static func meterImage(
        utility: Utility = .electricity,
        creditMode: CreditMode = .money,
        balance: Int64 = 10_000,
        parameters: MeterParameters = meterParameters(),
        clock: WallTime = noon
    ) -> MeterImage {
        var image = MeterImage(
            meter: meter,
            utility: utility,
            creditMode: creditMode,
            clock: clock
        )
        image.memory.account = .init(customer: customer, card: card, purchaseNumber: 4)
        image.memory.balance = Credit(count: balance)
        image.memory.hoardingLimit = parameters.hoardingLimit
        image.parameters = parameters
        image.unitPrice = parameters.unitPrice
        image.isSupplyCut = false
        return image
    }

    /// What the meter is told, with what a test is about.
    static func meterParameters(
        alarmLevel1: Int64 = 0,
        alarmLevel2: Int64 = 0,
        overdraftLimit: Int64 = 0,
        yuan: String = "0.5283",
        inForceFrom: WallTime = noon
    ) -> MeterParameters {
        MeterParameters(
            version: 3,
            alarmLevel1: Credit(count: alarmLevel1),
            alarmLevel2: Credit(count: alarmLevel2),
            hoardingLimit: .zero,
            overdraftLimit: Credit(count: overdraftLimit),
            unitPrice: price(yuan),
            tariffVersion: 5,
            inForceFrom: inForceFrom
        )
    }

    /// A moment so long after noon of 22 November 2026.
    static func later(days: Int64) -> WallTime {
        WallTime(secondsSince1970: noon.secondsSince1970 + days * 86_400)
    }
}
