import Configuration
import KioskService
import Prepayment
import TestSupport
import WebClient

/// Sells through a kiosk's door.
struct Till {
    private let client = HTTPClient(ClientConfiguration(clientName: "benchmarks"))
    private let address: String
    private let token: String

    init(_ kiosk: ServiceProcess, _ household: Household) throws {
        address = kiosk.address
        let path = household.configuration.http.operatorTokenPath
        token = String(decoding: try SecretFile.read(path), as: UTF8.self)
    }

    func waitForCard() async throws {
        try await waitUntil("the kiosk shows the card") {
            let state = try await client.send(ClientRequest(.get, "\(address)/api/state"))
            return try state.json(StateJSON.self).phase == "card"
        }
    }

    func sell(_ number: Int) async throws {
        let sale = SaleRequest(
            key: "benchmark-\(number)",
            amount: Money(fen: 10_000),
            tender: .counter
        )
        var request = try ClientRequest.json(
            .post,
            "\(address)/api/sales",
            SaleRequestJSON(sale)
        )
        request.headers.append(("Authorization", "Bearer \(token)"))
        let response = try await client.send(request)
        let isSold =
            try response.status == 201
            && response.json(SaleJSON.self).outcome == "written"
            && response.json(SaleJSON.self).receipt != "not printed"
        guard isSold else {
            throw BenchmarkFailure.saleRefused(
                status: response.status,
                body: String(decoding: response.body, as: UTF8.self)
            )
        }
    }
}
